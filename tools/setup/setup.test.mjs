import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setUp } from '../setup.mjs';
import { adviceFor } from './advice.mjs';
import { hasPackage, installFolder } from './npm-folder.mjs';
import { createProgress } from './progress.mjs';
import { StepError } from './run-logged.mjs';
import { removeStaleOutput } from './stale-output.mjs';
import { STEPS, checkNode, packagesFingerprint } from './steps.mjs';
import { pnpmVersion } from './workspace.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path, text) => {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
};
const lines = [];
const progress = createProgress({ out: { write: (text) => lines.push(text) } });
beforeEach(() => lines.splice(0));
const step = (name, work, more = {}) => ({ name, work, ...more });

test('steps run in order, each with one line', async () => {
  await setUp({ root, progress, steps: [step('one', async () => 'fine'), step('two', async () => 'done')] });
  expect(lines.map((line) => line.replace(/\(.*\)/, '(time)'))).toEqual([
    '[1/2] one: fine (time)\n',
    '[2/2] two: done (time)\n',
  ]);
});

test('a failed step: which, why and what to do, and no later step', async () => {
  const failing = step('two', ({ run }) =>
    run(process.execPath, ['-e', 'console.error("write: no space left on device"); process.exit(1)']),
  );
  const never = step('three', async () => expect.unreachable());
  await expect(
    setUp({ root, progress, steps: [step('one', async () => ''), failing, never] }),
  ).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /^\[2\/3\] two failed: .* ended with exit code 1\.\n    write: no space left on device\nWhat to do: The disk is full\..*\nLog: .*two\.log$/,
    ),
  });
  expect(existsSync(join(root, '.skipjack', 'setup.lock'))).toBe(false);
});

test('where tests go on, a step that may fail is noted', async () => {
  const failing = step('build', () => Promise.reject(new Error('broken')), { mayFail: true });
  const after = step('engine', async () => 'there');
  const { failed } = await setUp({ root, progress, goOn: true, steps: [failing, after] });
  expect(failed).toEqual(['build']);
  expect(lines.join('')).toMatch(/build failed: broken[\s\S]*engine: there/);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s: says where it stopped, frees the lock', async (signal) => {
  const number = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal];
  const endless = step('one', ({ run }) => {
    setTimeout(() => process.emit(signal, signal), 100);
    return run(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  });
  await expect(setUp({ root, progress, steps: [endless] })).rejects.toMatchObject({
    exitCode: number,
    message: '[1/1] one: interrupted. The same command goes on from here.',
  });
  expect(existsSync(join(root, '.skipjack', 'setup.lock'))).toBe(false);
});

test.each(['18.20.0', '20.18.3', '16.0.0'])('Node %s is too old', (version) => {
  expect(() => checkNode(version)).toThrow(`This is Node ${version}; Skipjack needs Node 20.19 or later.`);
});

test.each(['20.19.0', '22.0.0', '26.9.0'])('Node %s will do', (version) => {
  expect(checkNode(version)).toBeUndefined();
});

test.each([
  ['npm error code ENOTFOUND', 'could not be reached'],
  ['Could not install packages due to an OSError: [Errno 28] No space left on device', 'disk is full'],
  ["EACCES: permission denied, mkdir '/root'", 'may not be written'],
  ['/usr/bin/python3: No module named pip', 'no pip'],
  ['src/a.ts(1,2): error TS2322: no', 'do not compile'],
  ['something else', 'The log has everything'],
])('advice for "%s"', (output, advice) => {
  expect(adviceFor(output)).toContain(advice);
});

test('the packages count as changed when a package.json or the lockfile changes', () => {
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'packages/a/package.json'])
    write(file, '{}');
  const before = packagesFingerprint(root);
  expect(packagesFingerprint(root)).toBe(before);
  write('packages/a/package.json', '{ }');
  const between = packagesFingerprint(root);
  write('pnpm-lock.yaml', 'lockfileVersion: 9');
  expect(new Set([before, between, packagesFingerprint(root)]).size).toBe(3);
});

test('a folder that was half made is not taken for a whole one, and is cleared away', async () => {
  const folder = join(root, 'private', 'pnpm');
  const name = 'pnpm';
  const version = '1.2.3';
  const interrupted = installFolder({
    folder,
    name,
    version,
    run: () => Promise.reject(new Error('killed')),
  });
  await expect(interrupted).rejects.toThrow('killed');
  expect(hasPackage({ folder, name, version })).toBe(false);
  await installFolder({
    folder,
    name,
    version,
    run: async (args) => {
      const made = args[args.indexOf('--prefix') + 1];
      mkdirSync(join(made, 'node_modules', name), { recursive: true });
      writeFileSync(join(made, 'node_modules', name, 'package.json'), JSON.stringify({ version }));
    },
  });
  expect(hasPackage({ folder, name, version })).toBe(true);
  expect(hasPackage({ folder, name, version: '1.2.4' })).toBe(false);
  expect(readdirSync(join(root, 'private'))).toEqual(['pnpm']);
});

test('output whose source is gone is deleted', () => {
  write('packages/a/package.json', '{}');
  write('packages/a/src/kept.ts', '');
  for (const name of [
    'kept.js',
    'kept.d.ts',
    'kept.js.map',
    'kept.d.ts.map',
    'deep/gone.js',
    'gone.d.ts.map',
  ])
    write(`packages/a/dist/${name}`, '');
  expect(removeStaleOutput(root).toSorted()).toEqual([
    'packages/a/dist/deep/gone.js',
    'packages/a/dist/gone.d.ts.map',
  ]);
  expect(readdirSync(join(root, 'packages/a/dist')).toSorted()).toEqual([
    'deep',
    'kept.d.ts',
    'kept.d.ts.map',
    'kept.js',
    'kept.js.map',
  ]);
});

const machine = STEPS.find(({ name }) => name === 'machine');
const engine = STEPS.find(({ name }) => name === 'engine');
/** A `skipjack engine` that finds a library or does not, and what it was asked. */
const fakeEngine = (found) => {
  const asked = [];
  const run = async (_command, [, , verb]) => {
    asked.push(verb);
    if (verb === 'path' && !found) throw new StepError({ message: 'exit code 1' });
    return verb === 'path'
      ? '$ node skipjack.js engine path\n/opt/tensorflow\n'
      : '$ node\nTensorFlow is installed\n';
  };
  return { asked, run };
};
const noPython = { PATH: '/nowhere' };

test('a library that is there is enough: nothing is installed, and no Python needed', async () => {
  const { asked, run } = fakeEngine(true);
  expect(await engine.work({ root, env: noPython, run })).toBe('found in /opt/tensorflow');
  expect(asked).toEqual(['path']);
  expect(await machine.work({ root, env: noPython })).toContain('no Python with pip, needed only where');
});

test.skipIf(process.platform === 'win32')('where no library is found, it is installed', async () => {
  write('bin/python3', '#!/bin/sh\necho 3.12.0 1 0\n');
  chmodSync(join(root, 'bin/python3'), 0o755);
  const { asked, run } = fakeEngine(false);
  const env = { PATH: `${join(root, 'bin')}:/bin:/usr/bin` };
  expect(await engine.work({ root, env, run })).toBe('TensorFlow is installed');
  expect(asked).toEqual(['path', 'install']);
  expect(await machine.work({ root, env })).toMatch(/, Python 3\.12\.0 with pip$/);
});

test('without library and Python, it is said how to get one of them', async () => {
  const { asked, run } = fakeEngine(false);
  await expect(engine.work({ root, env: noPython, run })).rejects.toMatchObject({
    message: expect.stringMatching(/^Python 3 was not found/),
    advice: expect.stringContaining('SKIPJACK_TENSORFLOW'),
  });
  expect(asked).toEqual(['path']);
});

test('a named place without a library fails: what is installed would not be used', async () => {
  const { asked, run } = fakeEngine(false);
  const env = { ...process.env, SKIPJACK_TENSORFLOW: '/nothing' };
  await expect(engine.work({ root, env, run })).rejects.toThrow('exit code 1');
  expect(asked).toEqual(['path']);
});

test('the pinned pnpm is read from package.json', () => {
  write('package.json', '{ "packageManager": "pnpm@12.21.0" }');
  expect(pnpmVersion(root)).toBe('12.21.0');
  write('package.json', '{}');
  expect(() => pnpmVersion(root)).toThrow(
    'package.json names no packageManager "pnpm@<version>"; restore that line.',
  );
});

test('the steps have names by which `--until` and `npm test` know them', () => {
  expect(STEPS.map(({ name }) => name)).toEqual(['machine', 'pnpm', 'packages', 'build', 'engine']);
  expect(
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).scripts.build,
  ).toContain('--until build');
});
