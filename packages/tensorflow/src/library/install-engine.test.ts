import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installFixture } from '../../test/install-fixture.ts';
import { installEngine, isComplete, type InstallProgress } from './install-engine.ts';

const NAME = 'tiny-tensorflow-1.0';

test('installs, with progress, and leaves the libraries and nothing else', async () => {
  const { wheel, environment, parent, left } = installFixture();
  const events: InstallProgress[] = [];
  const installed = await installEngine({ wheel, environment, onProgress: (event) => events.push(event) });
  const folder = join(parent, NAME);
  expect(installed).toEqual({ folder, version: '1.0', installed: true });
  expect(left()).toEqual([NAME]);
  expect(isComplete(folder, wheel)).toBe(true);
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
  const { wheel, environment, parent, left, downloads } = installFixture();
  const options = { wheel, environment };
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
  const { wheel, environment, parent, left } = installFixture();
  mkdirSync(join(parent, 'incomplete-1', 'pip'), { recursive: true });
  writeFileSync(join(parent, 'incomplete-1', 'libraries'), '');
  writeFileSync(join(parent, 'install.lock.0b1c'), '');
  mkdirSync(join(parent, 'another-wheel-1.0'));
  await installEngine({ wheel, environment });
  expect(left()).toEqual(['another-wheel-1.0', NAME]);
});

test('a library with another sum than the pinned one is not installed', async () => {
  const { wheel, environment, left } = installFixture();
  const [first, second] = wheel.libraries as [(typeof wheel.libraries)[0], (typeof wheel.libraries)[0]];
  const sha256 = '0'.repeat(64);
  const other = { ...wheel, libraries: [first, { ...second, sha256 }] };
  await expect(installEngine({ wheel: other, environment })).rejects.toThrow(
    `tensorflow/libtiny_cc.so.2 has sha256 ${second.sha256}, expected ${sha256}; nothing was installed, run the command again.`,
  );
  expect(left()).toEqual([]);
});

test('a wheel without the library, and one that is no wheel', async () => {
  const { wheel, file, environment, left } = installFixture();
  const [first] = wheel.libraries as [(typeof wheel.libraries)[0]];
  const libraries = [{ ...first, member: 'tensorflow/missing.so' }];
  await expect(installEngine({ wheel: { ...wheel, libraries }, environment })).rejects.toThrow(
    /^Unpacking the TensorFlow library failed \(KeyError: "There is no item named 'tensorflow\/missing.so' in the archive"\); /,
  );
  writeFileSync(file, 'no wheel');
  await expect(installEngine({ wheel, environment })).rejects.toThrow(
    /^Unpacking the TensorFlow library failed \(zipfile.BadZipFile: File is not a zip file\); /,
  );
  expect(left()).toEqual([]);
});

test('modules in the working folder are not taken for those of Python or pip', async () => {
  const { wheel, environment, root } = installFixture();
  const folder = join(root, 'hostile');
  mkdirSync(folder);
  for (const name of ['pip', 'zipfile', 'hashlib', 'runpy', 'threading'])
    writeFileSync(join(folder, `${name}.py`), 'raise SystemExit("hijacked")\n');
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect((await installEngine({ wheel, environment })).installed).toBe(true);
  } finally {
    process.chdir(before);
  }
});

test('an abort before it starts touches nothing', async () => {
  const { wheel, environment, root } = installFixture();
  const signal = AbortSignal.abort(new Error('not now'));
  await expect(installEngine({ wheel, environment, signal })).rejects.toThrow('not now');
  expect(existsSync(join(root, 'cache'))).toBe(false);
});
