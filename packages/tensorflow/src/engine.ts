import { EagerContext } from './eager/eager-context.ts';
import { MemoryRoom } from './eager/memory-room.ts';
import { EngineError } from './engine-error.ts';
import { findLibrary, type FoundLibrary } from './library/find-library.ts';
import { libraryRemedy } from './library/remedy.ts';
import { keepFreedMemory } from './native/allocator.ts';
import { bindCApi, type CApi } from './native/c-api.ts';
import { deviceList, type EngineDevice } from './native/device-list.ts';
import { mayHaveGpu } from './native/gpu-presence.ts';
import { loadLibrary, setNativeEnvironment, type NativeLibrary } from './native/load-library.ts';
import { configProto } from './native/config-proto.ts';
import { threadApi } from './native/thread-end.ts';

/** Settings of the engine; they count until the first tensor is made. */
export interface EngineOptions {
  /** A folder with libtensorflow, or its file. @defaultValue found as {@link findLibrary} describes */
  readonly library?: string;
  /**
   * Threads within one op. They are the process's: where several worker threads load the engine, the first one decides.
   * @defaultValue TensorFlow's choice: one per core
   */
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
   * GPUs to use, by CUDA's number: `[0]` is the first, `[]` none. Only with a library for GPUs.
   * @defaultValue all that TensorFlow finds; ops run on the first
   */
  readonly devices?: readonly number[];
  /** Takes a GPU's memory as it is needed, so that others can use it too; false takes all of it at once. @defaultValue true */
  readonly gpuMemoryGrowth?: boolean;
  /** Most that is taken of each GPU's memory, above 0 and at most 1. @defaultValue TensorFlow's choice: nearly all */
  readonly gpuMemoryFraction?: number;
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
  /** Its settings: a serialized `ConfigProto`. */
  readonly config: Uint8Array;
  /** The library's functions. */
  readonly native: NativeLibrary;
}

/** TensorFlow ends the process when the system refuses it a thread. */
const MAX_THREADS = 1024;

let options: EngineOptions = {};
let engine: Engine | undefined;

/**
 * Chooses the library and the threads before the first tensor is made.
 * @throws EngineError when the engine is loaded already, a thread count is no whole number from 1 to 1024, `maxTensorBytes`
 * is below 1, `devices` are no different whole numbers from 0, `gpuMemoryFraction` is not above 0 and at most 1, or `library`
 * is no path.
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
  checkGpuOptions(settings);
  options = { ...settings };
}

function checkGpuOptions({ devices, gpuMemoryGrowth, gpuMemoryFraction }: EngineOptions): void {
  const isNumber = (device: unknown): boolean => Number.isInteger(device) && (device as number) >= 0;
  if (
    devices !== undefined &&
    !(Array.isArray(devices) && devices.every(isNumber) && new Set(devices).size === devices.length)
  )
    throw new EngineError(
      'INVALID_ARGUMENT',
      `devices must be different whole numbers from 0, such as [0] for the first GPU, got ${JSON.stringify(devices)}.`,
    );
  if (gpuMemoryGrowth !== undefined && typeof gpuMemoryGrowth !== 'boolean')
    throw new EngineError(
      'INVALID_ARGUMENT',
      `gpuMemoryGrowth must be true or false, got ${String(gpuMemoryGrowth)}.`,
    );
  if (gpuMemoryFraction !== undefined && !(gpuMemoryFraction > 0 && gpuMemoryFraction <= 1))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `gpuMemoryFraction must be above 0 and at most 1, got ${gpuMemoryFraction}.`,
    );
}

/** The engine, loaded on the first call. A failure is not remembered: after mending it the next call tries again. */
export function loadEngine(): Engine {
  if (engine) return engine;
  const library = findLibrary(options.library === undefined ? {} : { path: options.library });
  if (options.deterministic) setNativeEnvironment('TF_DETERMINISTIC_OPS', '1');
  const [native, opened] = openCApi(library);
  const api = threadApi(opened);
  keepFreedMemory();
  const config = configProto(options.devices || mayHaveGpu() ? options : { ...options, devices: [] });
  const room = new MemoryRoom(options.maxTensorBytes);
  const context = new EagerContext(api, room, config);
  engine = { library, version: api.version(), context, config, native };
  return engine;
}

function openCApi(library: FoundLibrary): [NativeLibrary, CApi] {
  const remedy = libraryRemedy(library);
  const native = loadLibrary(library.file, remedy);
  try {
    return [native, bindCApi(native)];
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

/**
 * The devices that TensorFlow computes on: the processor, and the GPUs that it uses.
 * @throws EngineError when no library can be loaded.
 */
export function engineDevices(): EngineDevice[] {
  const { native, context } = loadEngine();
  return deviceList(native, context.native);
}
