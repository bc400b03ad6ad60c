import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { elfFile } from '../../test/elf-file.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { elfFault } from './elf-check.ts';

function fault(bytes: Uint8Array): string | undefined {
  const file = join(temporaryFolder(), 'lib.so');
  writeFileSync(file, bytes);
  return elfFault(file, 'x64');
}

test('a whole library has no fault, with a table of sections or without', () => {
  expect(fault(elfFile())).toBeUndefined();
  expect(fault(elfFile({ sections: false }))).toBeUndefined();
});

test.each([0, 1, 4, 63])('%d bytes are fewer than a header', (length) => {
  expect(fault(elfFile().subarray(0, length))).toBe(`it has ${length} bytes, fewer than a library's header`);
});

test('cut short anywhere behind the header', () => {
  const whole = elfFile();
  for (const length of [64, 100, 119]) expect(fault(whole.subarray(0, length))).toMatch(/^it is cut short: /);
  for (const length of [120, 2000, whole.length - 1])
    expect(fault(whole.subarray(0, length))).toBe(`it is cut short: ${length} bytes of ${whole.length}`);
  const stripped = elfFile({ sections: false });
  expect(fault(stripped.subarray(0, -1))).toBe(
    `it is cut short: ${stripped.length - 1} bytes of ${stripped.length}`,
  );
});

test('another machine, another kind of file', () => {
  expect(fault(elfFile({ machine: 183 }))).toBe('it is built for arm64, this is x64');
  expect(fault(elfFile({ machine: 243 }))).toBe('it is built for machine 243, this is x64');
  expect(fault(elfFile({ type: 1 }))).toBe('it is no shared library');
  expect(fault(Buffer.from('<html>'.repeat(100)))).toBe('it is no 64-bit ELF library');
  const bits32 = elfFile();
  bits32[4] = 1;
  expect(fault(bits32)).toBe('it is no 64-bit ELF library');
});

test('a header full of noise is a fault, not an exception', () => {
  for (let at = 16; at < 62; at++) {
    const bytes = elfFile();
    bytes.fill(0xff, at, 64);
    expect(fault(bytes)).toMatch(/^it is /);
  }
});

test('a folder and a named pipe, which would be waited for', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'lib.so'));
  expect(elfFault(join(folder, 'lib.so'))).toBe('it is no file');
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(elfFault(join(folder, 'pipe'))).toBe('it is no file');
});
