import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from './compiled-package.ts';
import { installFixture, isRunning, treeFixture, until, type InstallFixture } from './install-fixture.ts';
import { installEngine, isComplete } from '../src/library/install-engine.ts';

const NAME = 'tiny-tensorflow-1.0';
let compiled = '';
beforeAll(() => {
  compiled = compilePackage(['install-program.ts']);
});
afterAll(() => removeCompiled(compiled));

function start({ plan, environment }: InstallFixture, ...parameters: string[]): ChildProcess {
  return spawn(
    process.execPath,
    [join(compiled, 'test', 'install-program.js'), JSON.stringify(plan), ...parameters],
    { env: { ...environment }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

async function ended(child: ChildProcess): Promise<{ signal: string | null; events: { phase?: string }[] }> {
  const [output, [, signal]] = await Promise.all([
    text(child.stdout as NonNullable<typeof child.stdout>),
    once(child, 'exit') as Promise<[number | null, string | null]>,
  ]);
  const events = output.trim().split('\n').filter(Boolean);
  return { signal, events: events.map((line) => JSON.parse(line) as { phase?: string }) };
}

test.each([
  ['', 'download'],
  ['', 'unpack'],
  ['', 'unpack:2'],
  ['', 'done'],
  ['force', 'unpack:2'],
])(
  'killed outright (%s, at %s): the folder is complete or absent, and the next one mends it',
  async (force, at) => {
    const fixture = installFixture();
    const { plan, environment, parent, left } = fixture;
    const folder = join(parent, NAME);
    if (force) await installEngine({ plan, environment });
    expect((await ended(start(fixture, force, at))).signal).toBe('SIGKILL');
    expect(left()).toContain('install.lock');
    expect(isComplete(folder, plan)).toBe(existsSync(folder));
    expect(existsSync(folder)).toBe(force !== '' || at === 'done');

    const { installed } = await installEngine({ plan, environment, force: true });
    expect(installed).toBe(true);
    expect(isComplete(folder, plan)).toBe(true);
    expect(left()).toEqual([NAME]);
  },
);

test('killed at the second wheel, an installation goes on with the first that is complete', async () => {
  const fixture = treeFixture();
  const { plan, environment, left, downloads } = fixture;
  const child = start(fixture, '', 'download~(2 of 2)');
  expect((await ended(child)).signal).toBe('SIGKILL');
  expect(left()).toEqual([expect.stringMatching(/^incomplete-/), 'install.lock', 'parts-tiny-gpu-1.0']);
  const before = downloads();
  expect((await installEngine({ plan, environment })).installed).toBe(true);
  expect(downloads() - before).toBe(1);
  expect(left()).toEqual(['tiny-gpu-1.0']);
});

test('two at once: one downloads, the other waits and finds it there', async () => {
  const fixture = installFixture({ pipSeconds: 0.5 });
  const children = [start(fixture), start(fixture)];
  const events = (await Promise.all(children.map(ended))).map((end) => end.events);
  expect(fixture.downloads()).toBe(1);
  const results = events.map((list) => list.at(-1));
  expect(results).toContainEqual({ folder: join(fixture.parent, NAME), version: '1.0', installed: true });
  expect(results).toContainEqual({ folder: join(fixture.parent, NAME), version: '1.0', installed: false });
  expect(events.flat()).toContainEqual({
    phase: 'wait',
    message: expect.stringMatching(
      /^The library is being installed by (another )?process.*; waiting for it\.$/,
    ),
  });
  expect(fixture.left()).toEqual([NAME]);
});

test('two at once in one process', async () => {
  const { plan, environment, downloads, left } = installFixture({ pipSeconds: 0.3 });
  const results = await Promise.all([1, 2].map(() => installEngine({ plan, environment })));
  expect(results.map(({ installed }) => installed).sort()).toEqual([false, true]);
  expect(downloads()).toBe(1);
  expect(left()).toEqual([NAME]);
});

test('an abort ends pip and leaves nothing', async () => {
  const { plan, environment, left, pip, downloads } = installFixture({ pipSeconds: 60 });
  const controller = new AbortController();
  const installing = installEngine({ plan, environment, signal: controller.signal });
  const outcome = expect(installing).rejects.toThrow('enough');
  await until(() => downloads() === 1 && pip() > 0);
  expect(isRunning(pip())).toBe(true);
  controller.abort(new Error('enough'));
  await outcome;
  expect(isRunning(pip())).toBe(false);
  expect(left()).toEqual([]);
});

test('an abort ends the wait for another one', async () => {
  const { plan, environment, left } = installFixture({ pipSeconds: 60 });
  const [first, second] = [new AbortController(), new AbortController()];
  const outcomes = Promise.all(
    [first, second].map(({ signal }) =>
      expect(installEngine({ plan, environment, signal })).rejects.toThrow(/abort/),
    ),
  );
  await until(() => left().some((name) => name.startsWith('incomplete-')));
  second.abort();
  first.abort();
  await outcomes;
  expect(left()).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s to the installing process ends pip too',
  async (signal) => {
    const fixture = installFixture({ pipSeconds: 60 });
    const child = start(fixture);
    await until(() => fixture.downloads() === 1 && fixture.pip() > 0);
    child.kill(signal);
    expect((await ended(child)).signal).toBe(signal);
    await until(() => !isRunning(fixture.pip()));
    expect(isRunning(fixture.pip())).toBe(false);
  },
);
