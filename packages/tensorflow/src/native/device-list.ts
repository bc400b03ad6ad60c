import koffi from 'koffi';
import { EngineError } from '../engine-error.ts';
import type { Pointer } from './c-api.ts';
import type { NativeLibrary } from './load-library.ts';

/** A device that TensorFlow computes on. */
export interface EngineDevice {
  /** TensorFlow's name, for example `/job:localhost/replica:0/task:0/device:GPU:0`. */
  readonly name: string;
  /** `CPU` or `GPU`. */
  readonly type: string;
  /** What TensorFlow may take of its memory. */
  readonly memoryBytes: number;
}

/**
 * The devices of an eager context.
 * @throws EngineError `NATIVE_FAILURE` with TensorFlow's reason.
 */
export function deviceList(library: NativeLibrary, context: Pointer): EngineDevice[] {
  return withStatus(library, (status, check) => {
    const bind = <F>(declaration: string): F => library.func(declaration) as F;
    const list = bind<(context: Pointer, status: Pointer) => Pointer>(
      'void* TFE_ContextListDevices(void* context, void* status)',
    )(context, status);
    check('TFE_ContextListDevices');
    type Read<T> = (list: Pointer, index: number, status: Pointer) => T;
    const name = bind<Read<string>>('const char* TF_DeviceListName(void* list, int index, void* status)');
    const type = bind<Read<string>>('const char* TF_DeviceListType(void* list, int index, void* status)');
    const memory = bind<Read<number | bigint>>(
      'int64_t TF_DeviceListMemoryBytes(void* list, int index, void* status)',
    );
    try {
      const count = bind<(list: Pointer) => number>('int TF_DeviceListCount(void* list)')(list);
      return Array.from({ length: count }, (_, index) => {
        const device = {
          name: name(list, index, status),
          type: type(list, index, status),
          memoryBytes: Number(memory(list, index, status)),
        };
        check('TF_DeviceListMemoryBytes');
        return device;
      });
    } finally {
      bind<(list: Pointer) => void>('void TF_DeleteDeviceList(void* list)')(list);
    }
  });
}

/** Whether the library was built for a GPU: whether it has a kernel for one. */
export function hasGpuKernels(library: NativeLibrary): boolean {
  return withStatus(library, (status, check) => {
    const buffer = library.func('void* TF_GetRegisteredKernelsForOp(const char* name, void* status)')(
      ...(['MatMul', status] as never[]),
    ) as Pointer;
    check('TF_GetRegisteredKernelsForOp');
    try {
      // TF_Buffer begins with the address and the length of a serialized KernelList, whose device_type is a text.
      const [address, length] = koffi.decode(buffer, koffi.array('uint64_t', 2)) as (number | bigint)[];
      const bytes = koffi.decode(BigInt(address ?? 0), koffi.array('uint8_t', Number(length))) as Uint8Array;
      return Buffer.from(bytes).includes('\x03GPU', 0, 'latin1');
    } finally {
      library.func('void TF_DeleteBuffer(void* buffer)')(...([buffer] as never[]));
    }
  });
}

function withStatus<T>(
  library: NativeLibrary,
  use: (status: Pointer, check: (call: string) => void) => T,
): T {
  const bind = <F>(declaration: string): F => library.func(declaration) as F;
  const status = bind<() => Pointer>('void* TF_NewStatus()')();
  const code = bind<(status: Pointer) => number>('int TF_GetCode(void* status)');
  const message = bind<(status: Pointer) => string>('const char* TF_Message(void* status)');
  try {
    return use(status, (call) => {
      if (code(status) !== 0)
        throw new EngineError('NATIVE_FAILURE', `TensorFlow's ${call} failed: ${message(status)}`);
    });
  } finally {
    bind<(status: Pointer) => void>('void TF_DeleteStatus(void* status)')(status);
  }
}
