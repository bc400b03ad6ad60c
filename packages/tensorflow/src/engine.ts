import { EagerContext } from './eager/eager-context.ts';
import { MemoryRoom } from './eager/memory-room.ts';
import { EngineError } from './engine-error.ts';
import { findLibrary, type FoundLibrary } from './library/find-library.ts';
import { libraryRemedy } from './library/remedy.ts';
import { bindCApi, type CApi } from './native/c-api.ts';
import { loadLibrary, setNativeEnvironment } from './native/load-library.ts';
import { configProto } from './native/config-proto.ts';

/** Settings of the engine; they count until the first tensor is made. */
export interface EngineOptions {
  /** A folder with libtensorflow, or its file. @defaultValue found as {@link findLibrary} describes */
  readonly library?: string;
  /** Threads within one op. @defaultValue TensorFlow's choice: one per core */
  readonly intraOpThreads?: number;
  /** Ops that may run at the same time. @defaultValue TensorFlow's choice: one per core */
  readonly interOpThreads?: number;
  /**
   * Makes TensorFlow use, or refuse, ops so that the same input always gives the same bits. On the CPU the training ops
   * did so without it in every run we made, and it cost nothing measurable; on a GPU it is slower.
   * @defaultValue false
   */
  readonly deterministic?: boolean;
  /**
   * Bytes of the largest tensor that may be made; a larger one is an error. Without it the limit is what is free in memory
   * when it is asked for.
   * @defaultValue no limit of its own
   */
  readonly maxTensorBytes?: number;
}

/** The loaded library. */
export interface Engine {
  readonly library: FoundLibrary;
  /** TensorFlow's version, for example `2.21.0`. */
  readonly version: string;
  readonly context: EagerContext;
}

/** TensorFlow ends the process when the system refuses it a thread. */
const MAX_THREADS = 1024;

let options: EngineOptions = {};
let engine: Engine | undefined;

/**
 * Chooses the library and the threads before the first tensor is made.
 * @throws EngineError when the engine is loaded already, a thread count is no whole number from 1 to 1024, `maxTensorBytes`
 * is below 1, or `library` is no path.
 */
export function configureEngine(settings: EngineOptions): void {
  if (engine)
    throw new EngineError(
      'INVALID_ARGUMENT',
      'configureEngine() was called after the engine was loaded; call it before the first tensor is made.',
    );
  for (const name of ['intraOpThreads', 'interOpThreads'] as const) {
    const count = settings[name];
    if (count !== undefined && (!Number.isInteger(count) || count < 1 || count > MAX_THREADS))
      throw new EngineError(
        'INVALID_ARGUMENT',
        `${name} must be a whole number from 1 to ${MAX_THREADS}, got ${count}.`,
      );
  }
  const { library, maxTensorBytes } = settings;
  if (library !== undefined && typeof library !== 'string')
    throw new EngineError(
      'INVALID_ARGUMENT',
      `library must be the path of a folder or file, got ${typeof library}.`,
    );
  if (maxTensorBytes !== undefined && !(maxTensorBytes >= 1))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `maxTensorBytes must be a number of at least 1, got ${maxTensorBytes}.`,
    );
  options = { ...settings };
}

/** The engine, loaded on the first call. A failure is not remembered: after mending it the next call tries again. */
export function loadEngine(): Engine {
  if (engine) return engine;
  const library = findLibrary(options.library === undefined ? {} : { path: options.library });
  if (options.deterministic) setNativeEnvironment('TF_DETERMINISTIC_OPS', '1');
  const api = openCApi(library);
  const config = configProto(options);
  const room = new MemoryRoom(options.maxTensorBytes);
  engine = { library, version: api.version(), context: new EagerContext(api, room, config) };
  return engine;
}

function openCApi(library: FoundLibrary): CApi {
  const remedy = libraryRemedy(library);
  const native = loadLibrary(library.file, remedy);
  try {
    return bindCApi(native);
  } catch (error) {
    throw new EngineError(
      'LIBRARY_DAMAGED',
      `${library.file} is no TensorFlow library that Skipjack knows (${(error as Error).message}); ${remedy}.`,
      { cause: error },
    );
  }
}

/** Version of the loaded TensorFlow library. @throws EngineError when no library can be loaded. */
export function engineVersion(): string {
  return loadEngine().version;
}
