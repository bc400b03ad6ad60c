import { EagerContext } from './eager/eager-context.ts';
import { EngineError } from './engine-error.ts';
import { findLibrary, type FoundLibrary } from './library/find-library.ts';
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
}

/** The loaded library. */
export interface Engine {
  readonly library: FoundLibrary;
  /** TensorFlow's version, for example `2.21.0`. */
  readonly version: string;
  readonly context: EagerContext;
}

let options: EngineOptions = {};
let engine: Engine | undefined;

/**
 * Chooses the library and the threads before the first tensor is made.
 * @throws EngineError when the engine is loaded already, or a thread count is not a positive whole number.
 */
export function configureEngine(settings: EngineOptions): void {
  if (engine)
    throw new EngineError(
      'INVALID_ARGUMENT',
      'configureEngine() was called after the engine was loaded; call it before the first tensor is made.',
    );
  for (const name of ['intraOpThreads', 'interOpThreads'] as const) {
    const count = settings[name];
    if (count !== undefined && (!Number.isInteger(count) || count < 1))
      throw new EngineError(
        'INVALID_ARGUMENT',
        `${name} must be a whole number of at least 1, got ${count}.`,
      );
  }
  options = { ...settings };
}

/** The engine, loaded on the first call. A failure is not remembered: after mending it the next call tries again. */
export function loadEngine(): Engine {
  if (engine) return engine;
  const library = findLibrary(options.library === undefined ? {} : { path: options.library });
  if (options.deterministic) setNativeEnvironment('TF_DETERMINISTIC_OPS', '1');
  const api: CApi = bindCApi(loadLibrary(library.file));
  const config = configProto(options);
  engine = { library, version: api.version(), context: new EagerContext(api, config) };
  return engine;
}

/** Version of the loaded TensorFlow library. @throws EngineError when no library can be loaded. */
export function engineVersion(): string {
  return loadEngine().version;
}
