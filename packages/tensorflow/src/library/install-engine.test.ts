import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flatPlan } from '../../test/fake-wheel.ts';
import { installFixture, treeFixture } from '../../test/install-fixture.ts';
import { installEngine, isComplete, type InstallProgress } from './install-engine.ts';
import type { PinnedLibrary, PinnedWheel } from './pinned-wheel.ts';

const NAME = 'tiny-tensorflow-1.0';

test('installs, with progress, and leaves the libraries and nothing else', async () => {
  const { wheel, plan, environment, parent, left } = installFixture();
  const events: InstallProgress[] = [];
  const installed = await installEngine({ plan, environment, onProgress: (event) => events.push(event) });
  const folder = join(parent, NAME);
  expect(installed).toEqual({ folder, version: '1.0', installed: true });
  expect(left()).toEqual([NAME]);
  expect(isComplete(folder, plan)).toBe(true);
  const member = wheel.libraries[1]?.member ?? '';
  expect(readFileSync(join(folder, 'libtiny_cc.so.2'), 'utf8')).toBe(member.repeat(20_000));
  expect([...new Set(events.map(({ phase }) => phase))]).toEqual(['download', 'unpack', 'done']);
  for (const { fraction, message } of events) {
    expect(fraction).toBeGreaterThanOrEqual(0);
    expect(fraction).toBeLessThanOrEqual(1);
    expect(message).toMatch(/^(Downloading|Unpacking|TensorFlow) /);
  }
  expect(events.at(-1)).toMatchObject({ phase: 'done', fraction: 1 });
});

test('a second time nothing is downloaded; force replaces; what is damaged is mended', async () => {
  const { wheel, plan, environment, parent, left, downloads } = installFixture();
  const options = { plan, environment };
  expect((await installEngine(options)).installed).toBe(true);
  expect(await installEngine(options)).toMatchObject({ installed: false, version: '1.0' });
  expect(downloads()).toBe(1);

  const library = join(parent, NAME, 'libtiny_cc.so.2');
  const { ino } = statSync(library);
  expect((await installEngine({ ...options, force: true })).installed).toBe(true);
  expect(statSync(library).ino).not.toBe(ino);
  expect(downloads()).toBe(2);

  truncateSync(library, 10);
  expect((await installEngine(options)).installed).toBe(true);
  expect(statSync(library).size).toBe(wheel.libraries[1]?.bytes);
  expect(downloads()).toBe(3);
  expect(left()).toEqual([NAME]);
});

test('what interrupted installations left is cleaned away', async () => {
  const { plan, environment, parent, left } = installFixture();
  mkdirSync(join(parent, 'incomplete-1', 'pip'), { recursive: true });
  writeFileSync(join(parent, 'incomplete-1', 'libraries'), '');
  writeFileSync(join(parent, 'install.lock.0b1c'), '');
  mkdirSync(join(parent, 'another-wheel-1.0'));
  await installEngine({ plan, environment });
  expect(left()).toEqual(['another-wheel-1.0', NAME]);
});

test('a library with another sum than the pinned one is not installed', async () => {
  const { wheel, environment, left } = installFixture();
  const [first, second] = wheel.libraries as [(typeof wheel.libraries)[0], (typeof wheel.libraries)[0]];
  const sha256 = '0'.repeat(64);
  const other = { ...wheel, libraries: [first, { ...second, sha256 }] };
  await expect(installEngine({ plan: flatPlan(other), environment })).rejects.toThrow(
    `tensorflow/libtiny_cc.so.2 has sha256 ${second.sha256}, expected ${sha256}; nothing was installed, run the command again.`,
  );
  expect(left()).toEqual([]);
});

test('a wheel without the library, and one that is no wheel', async () => {
  const { wheel, plan, file, environment, left } = installFixture();
  const [first] = wheel.libraries as [(typeof wheel.libraries)[0]];
  const libraries = [{ ...first, member: 'tensorflow/missing.so' }];
  await expect(installEngine({ plan: flatPlan({ ...wheel, libraries }), environment })).rejects.toThrow(
    /^Unpacking tiny-tensorflow failed \(KeyError: "There is no item named 'tensorflow\/missing.so' in the archive"\); /,
  );
  writeFileSync(file, 'no wheel');
  await expect(installEngine({ plan, environment })).rejects.toThrow(
    /^Unpacking tiny-tensorflow failed \(zipfile.BadZipFile: File is not a zip file\); /,
  );
  expect(left()).toEqual([]);
});

test('modules in the working folder are not taken for those of Python or pip', async () => {
  const { plan, environment, root } = installFixture();
  const folder = join(root, 'hostile');
  mkdirSync(folder);
  for (const name of ['pip', 'zipfile', 'hashlib', 'runpy', 'threading'])
    writeFileSync(join(folder, `${name}.py`), 'raise SystemExit("hijacked")\n');
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect((await installEngine({ plan, environment })).installed).toBe(true);
  } finally {
    process.chdir(before);
  }
});

test('an abort before it starts touches nothing', async () => {
  const { plan, environment, root } = installFixture();
  const signal = AbortSignal.abort(new Error('not now'));
  await expect(installEngine({ plan, environment, signal })).rejects.toThrow('not now');
  expect(existsSync(join(root, 'cache'))).toBe(false);
});

test('several wheels keep their layout, programs can be run, and progress is that of all', async () => {
  const { plan, environment, parent, left, downloads } = treeFixture();
  const events: InstallProgress[] = [];
  const { folder } = await installEngine({ plan, environment, onProgress: (event) => events.push(event) });
  const root = join(parent, 'tiny-gpu-1.0');
  expect(folder).toBe(join(root, 'tensorflow'));
  expect(
    (readdirSync(root, { recursive: true }) as string[]).filter((name) => /\d$|ptxas/.test(name)).sort(),
  ).toEqual([
    'nvidia/blas/lib/libblas.so.12',
    'nvidia/nvcc/bin/ptxas',
    'tensorflow/libtiny_cc.so.2',
    'tensorflow/libtiny_framework.so.2',
  ]);
  expect(statSync(join(root, 'nvidia/nvcc/bin/ptxas')).mode & 0o777).toBe(0o755);
  expect(statSync(join(root, 'nvidia/blas/lib/libblas.so.12')).mode & 0o777).toBe(0o644);
  expect(left()).toEqual(['tiny-gpu-1.0']);
  expect(downloads()).toBe(2);
  for (const phase of ['download', 'unpack']) {
    const fractions = events.filter((event) => event.phase === phase).map(({ fraction }) => fraction ?? -1);
    expect(fractions).toEqual([...fractions].sort((one, other) => one - other));
    expect(fractions[0]).toBeLessThan(1);
  }
  expect(events.map(({ message }) => message.replace(/:.*/, ''))).toContain(
    'Unpacking tiny-parts 1.0 (2 of 2)',
  );
});

test('what one wheel gave is kept when the next fails, and used the next time', async () => {
  const { plan, environment, left, downloads } = treeFixture();
  const [first, second] = plan.wheels as [PinnedWheel, PinnedWheel];
  const [library, ...others] = second.libraries as [PinnedLibrary, ...PinnedLibrary[]];
  const wrong = { ...second, libraries: [{ ...library, sha256: '0'.repeat(64) }, ...others] };
  await expect(installEngine({ plan: { ...plan, wheels: [first, wrong] }, environment })).rejects.toThrow(
    `nvidia/blas/lib/libblas.so.12 has sha256 ${library.sha256}, expected ${'0'.repeat(64)}; nothing was installed`,
  );
  expect(left()).toEqual(['parts-tiny-gpu-1.0']);
  expect(downloads()).toBe(2);
  expect((await installEngine({ plan, environment })).installed).toBe(true);
  expect(downloads()).toBe(3);
  expect(left()).toEqual(['tiny-gpu-1.0']);
});

test('a part that was damaged on the way is fetched again, and another plan’s parts are cleaned away', async () => {
  const { plan, environment, parent, left, downloads } = treeFixture();
  const part = join(parent, 'parts-tiny-gpu-1.0', 'tiny-tensorflow-1.0', 'tensorflow');
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, 'libtiny_framework.so.2'), 'short');
  mkdirSync(join(parent, 'parts-tiny-gpu-0.9', 'tiny-tensorflow-0.9'), { recursive: true });
  expect((await installEngine({ plan, environment })).installed).toBe(true);
  expect(downloads()).toBe(2);
  expect(left()).toEqual(['tiny-gpu-1.0']);
});
