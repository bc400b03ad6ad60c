import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLibrary } from '../src/library/find-library.ts';
import { compilePackage, removeCompiled } from './compiled-package.ts';
import { elfFile } from './elf-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

let compiled = '';
beforeAll(() => {
  compiled = compilePackage(['engine-program.ts']);
});
afterAll(() => removeCompiled(compiled));

interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly errors: string;
}

function run(mode: string, environment: Readonly<Record<string, string>> = {}): Run {
  const child = spawnSync(process.execPath, [join(compiled, 'test', 'engine-program.js'), mode], {
    env: { ...process.env, SKIPJACK_TENSORFLOW: findLibrary().folder, ...environment },
    encoding: 'utf8',
  });
  return { code: child.status, signal: child.signal, output: child.stdout.trim(), errors: child.stderr };
}

const fine = (output: unknown): Run => ({
  code: 0,
  signal: null,
  output: JSON.stringify(output),
  errors: '',
});

test('tensors that are alive at the end are no reason to fail, and TensorFlow logs nothing', () => {
  expect(run('live tensors')).toEqual(fine([11, 10_000, 1]));
});

test('SKIPJACK_TENSORFLOW_LOG=1 lets TensorFlow’s lines through', () => {
  const { code, output, errors } = run('live tensors', { SKIPJACK_TENSORFLOW_LOG: '1' });
  expect({ code, output }).toEqual({ code: 0, output: '[11,10000,1]' });
  expect(errors).toContain('oneDNN');
});

test('process.exit() amid the work ends with its code, every time', () => {
  for (let round = 0; round < 5; round++) expect(run('exit amid work')).toEqual(fine(50));
});

test('an uncaught error of the program ends it with code 1', () => {
  const { code, signal, output, errors } = run('uncaught error');
  expect({ code, signal, output }).toEqual({ code: 1, signal: null, output: '[11]' });
  expect(errors).toContain('on purpose');
});

test('a refused call is one error, and the process ends as any other', () => {
  const { code, errors } = run('refused call');
  expect(errors).toMatch(/^\w*Error: .*\n$/);
  expect(code).toBe(1);
});

test('a worker thread has an engine of its own', () => {
  expect(run('one worker')).toEqual(fine({ result: [23], tensors: 1, kept: 5 }));
});

test('two workers that load the library at once, and the terminal stays theirs', () => {
  for (let round = 0; round < 3; round++)
    expect(run('two workers at once')).toEqual({
      ...fine([
        { result: [11], tensors: 1, kept: 1 },
        { result: [38], tensors: 1, kept: 10 },
      ]),
      errors: 'the terminal is still here\n',
    });
});

test('the main thread and two workers have their own tensors', () => {
  expect(run('workers and main')).toEqual(
    fine([[308], { result: [11], tensors: 1, kept: 1 }, { result: [38], tensors: 1, kept: 10 }, 0]),
  );
});

test('a worker that is ended amid its work leaves the main thread well', () => {
  expect(run('worker ended early')).toEqual(fine([11]));
});

test.each([
  ['empty', () => Buffer.alloc(0), /it has 0 bytes, fewer than a library's header/],
  ['20 bytes', () => elfFile().subarray(0, 20), /it has 20 bytes, fewer than a library's header/],
  ['text', () => Buffer.from('404 not found\n'.repeat(99)), /it is no 64-bit ELF library/],
  ['half', () => elfFile().subarray(0, 2000), /it is cut short: 2000 bytes of \d+/],
  ['of another machine', () => elfFile({ machine: 183 }), /it is built for arm64, this is x64/],
  ['a hull without content', () => elfFile(), /\(.+\)/],
])('a library that is %s: one error with the remedy, exit code 1', (_what, bytes, reason) => {
  const folder = temporaryFolder();
  const file = join(folder, 'libtensorflow_cc.so.2');
  writeFileSync(file, bytes());
  const { code, errors } = run('live tensors', { SKIPJACK_TENSORFLOW: folder });
  expect(errors).toMatch(reason);
  expect(errors.startsWith(`EngineError: The TensorFlow library ${file} cannot be loaded (`)).toBe(true);
  expect(errors).toMatch(/\); point SKIPJACK_TENSORFLOW to a folder with a sound one, or unset it\.\n$/);
  expect(errors.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

test('a folder in the library’s place, a missing half, and another library', () => {
  const folder = temporaryFolder();
  const main = join(folder, 'libtensorflow_cc.so.2');
  mkdirSync(main);
  const { folder: real } = findLibrary();
  const failure = (path: string): string => {
    const { code, errors } = run('live tensors', { SKIPJACK_TENSORFLOW: path });
    expect(code).toBe(1);
    expect(errors.trim().split('\n')).toHaveLength(1);
    return errors;
  };
  expect(failure(folder)).toContain('cannot be loaded (it is no file)');
  const damaged = temporaryFolder();
  const framework = readFileSync(join(real, 'libtensorflow_framework.so.2'));
  writeFileSync(join(damaged, 'libtensorflow_framework.so.2'), framework.subarray(0, 1e7));
  writeFileSync(join(damaged, 'libtensorflow_cc.so.2'), elfFile());
  expect(failure(damaged)).toMatch(
    /libtensorflow_framework\.so\.2: it is cut short: 10000000 bytes of 65222328\)/,
  );
  const libm = /\/\S*\/libm[.-]\S*/.exec(readFileSync('/proc/self/maps', 'utf8'))?.[0] ?? '';
  expect(failure(libm)).toMatch(
    /libm.* is no TensorFlow library that Skipjack knows \(.*TF_Version.*\); point/,
  );
});
