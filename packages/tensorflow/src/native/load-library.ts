import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import koffi, { type TypeObject } from 'koffi';
import { EngineError } from '../engine-error.ts';
import { elfFault } from './elf-check.ts';
import { oneThreadAtATime } from './one-thread.ts';
import { withoutTerminal } from './terminal.ts';

/** A C type: its name, or what koffi made of a structure. */
export type CType = string | TypeObject;

/** Opens functions of the loaded TensorFlow C library by their C declaration. */
export interface NativeLibrary {
  /**
   * `koffi`'s declaration syntax, for example `void* TF_NewStatus()`; or name, type of the result and types of the
   * parameters, where these are structures.
   */
  func(...declaration: [string] | [string, CType, CType[]]): (...values: never[]) => unknown;
  /** A function or variable of the library by its name. */
  symbol(name: string): unknown;
}

/** Names of the main library, newest layout first: the wheel's, then the C distribution's (tfjs-node's `deps/lib`). */
export const MAIN_LIBRARY_NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ['libtensorflow_cc.so.2', 'libtensorflow.so.2'],
  darwin: ['libtensorflow_cc.2.dylib', 'libtensorflow.2.dylib'],
  // The wheel's own tensorflow_cc.2.dll is an empty shell. Python's package has the library in a folder below.
  win32: ['_pywrap_tensorflow_common.dll', 'python/_pywrap_tensorflow_common.dll', 'tensorflow.dll'],
};

const FRAMEWORK_NAMES: Readonly<Record<string, string>> = {
  linux: 'libtensorflow_framework.so.2',
  darwin: 'libtensorflow_framework.2.dylib',
};

/**
 * The C library and its flags RTLD_LAZY, RTLD_GLOBAL and RTLD_NODELETE. Lazy, as Node loads add-ons: binding 156,000 calls
 * between TensorFlow's two files at once took 95 ms. For good: TensorFlow's threads outlive koffi's handle, and unloading at
 * exit would crash the process.
 */
const LOADERS: Readonly<Record<string, { readonly file: string; readonly flags: number }>> = {
  linux: { file: 'libc.so.6', flags: 0x1 | 0x100 | 0x1000 },
  darwin: { file: '/usr/lib/libSystem.B.dylib', flags: 0x1 | 0x8 | 0x80 },
};

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
    if (process.platform === 'linux')
      oneThreadAtATime('loading', () => quietly(() => files.forEach(openForGood)));
    else files.forEach(openForGood);
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
  const loader = LOADERS[process.platform];
  if (!loader) return;
  const libc = koffi.load(loader.file);
  const open = libc.func('void* dlopen(const char* path, int flags)') as (
    path: string,
    flags: number,
  ) => unknown;
  const lastError = libc.func('const char* dlerror()') as () => string | null;
  if (!open(path, loader.flags)) throw new Error(lastError() ?? 'dlopen failed');
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
  // 3: only what ends the process. Errors reach the caller as errors.
  setNativeEnvironment('TF_CPP_MIN_LOG_LEVEL', process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '3');
  withoutTerminal(load);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}
