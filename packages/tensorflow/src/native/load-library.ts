import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import koffi from 'koffi';
import { EngineError } from '../engine-error.ts';
import { elfFault } from './elf-check.ts';
import { oneThreadAtATime } from './one-thread.ts';

/** Opens functions of the loaded TensorFlow C library by their C declaration. */
export interface NativeLibrary {
  /** `koffi`'s declaration syntax, for example `void* TF_NewStatus()`. */
  func(declaration: string): (...values: never[]) => unknown;
}

/** Names of the main library, newest layout first: the wheel's, then the C distribution's (tfjs-node's `deps/lib`). */
export const MAIN_LIBRARY_NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ['libtensorflow_cc.so.2', 'libtensorflow.so.2'],
  darwin: ['libtensorflow_cc.2.dylib', 'libtensorflow.2.dylib'],
  win32: ['tensorflow_cc.dll', 'tensorflow.dll'],
};

const FRAMEWORK_NAMES: Readonly<Record<string, string>> = {
  linux: 'libtensorflow_framework.so.2',
  darwin: 'libtensorflow_framework.2.dylib',
};

const RTLD_NOW = 0x2;
const RTLD_GLOBAL = 0x100;
// TensorFlow's threads outlive koffi's handle: unloading at exit would crash the process.
const RTLD_NODELETE = 0x1000;

/** The main library's file in `folder`, or undefined when the folder has none. */
export function mainLibrary(folder: string, platform: string = process.platform): string | undefined {
  return (MAIN_LIBRARY_NAMES[platform] ?? [])
    .map((name) => join(folder, name))
    .find((file) => existsSync(file));
}

/**
 * Loads TensorFlow from its main library's file into this process, once and for good.
 *
 * TensorFlow's own log lines stay away from the terminal unless `SKIPJACK_TENSORFLOW_LOG=1`.
 * @param file - the main library
 * @param remedy - what to do when it cannot be loaded: the end of the error's sentence
 * @throws EngineError `LIBRARY_DAMAGED` when the dynamic loader refuses the file; the message carries the loader's reason.
 */
export function loadLibrary(
  file: string,
  remedy = 'point SKIPJACK_TENSORFLOW to a folder with a sound one',
): NativeLibrary {
  const files = [join(dirname(file), FRAMEWORK_NAMES[process.platform] ?? ''), file].filter(
    (path, index) => index === 1 || (FRAMEWORK_NAMES[process.platform] !== undefined && existsSync(path)),
  );
  try {
    for (const path of process.platform === 'linux' ? files : []) {
      const fault = elfFault(path);
      if (fault !== undefined) throw new Error(path === file ? fault : `${path}: ${fault}`);
    }
    if (process.platform === 'linux') oneThreadAtATime(() => quietly(() => files.forEach(openForGood)));
    else files.forEach((path) => koffi.load(path, { global: true }));
    return koffi.load(file, { global: true });
  } catch (error) {
    throw new EngineError(
      'LIBRARY_DAMAGED',
      `The TensorFlow library ${file} cannot be loaded (${reason(error)}); ${remedy}.`,
      { cause: error },
    );
  }
}

function openForGood(path: string): void {
  const libc = koffi.load('libc.so.6');
  const open = libc.func('void* dlopen(const char* path, int flags)') as (
    path: string,
    flags: number,
  ) => unknown;
  const lastError = libc.func('const char* dlerror()') as () => string | null;
  if (!open(path, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE)) throw new Error(lastError() ?? 'dlopen failed');
}

/** Sets a variable of the real environment: in a worker `process.env` is a copy that native code does not see. */
export function setNativeEnvironment(name: string, value: string): void {
  if (process.platform === 'linux')
    koffi.load('libc.so.6').func('int setenv(const char* name, const char* value, int overwrite)')(
      name,
      value,
      1,
    );
  else process.env[name] = value;
}

/** Runs `load` with TensorFlow's start-up lines (written by static initialisers straight to descriptor 2) sent nowhere. */
function quietly(load: () => void): void {
  if (process.env['SKIPJACK_TENSORFLOW_LOG'] === '1') return load();
  const libc = koffi.load('libc.so.6');
  const dup = libc.func('int dup(int descriptor)');
  const dup2 = libc.func('int dup2(int from, int to)');
  const open = libc.func('int open(const char* path, int flags)');
  const close = libc.func('int close(int descriptor)');
  setNativeEnvironment('TF_CPP_MIN_LOG_LEVEL', process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '2');
  const terminal = dup(2) as number;
  const nowhere = open('/dev/null', 1) as number;
  if (terminal < 0 || nowhere < 0) return load();
  dup2(nowhere, 2);
  try {
    load();
  } finally {
    dup2(terminal, 2);
    close(nowhere);
    close(terminal);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}
