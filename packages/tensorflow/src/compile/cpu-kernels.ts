import koffi from 'koffi';
import { EngineError } from '../engine-error.ts';
import { messageType } from '../io/message-type.ts';
import type { Pointer } from '../native/c-api.ts';
import type { NativeLibrary } from '../native/load-library.ts';

// What is needed of tensorflow/core/framework/kernel_def.proto and attr_value.proto.
const kernelListType = messageType(
  {
    nested: {
      KernelList: { fields: { kernel: { rule: 'repeated', type: 'KernelDef', id: 1 } } },
      KernelDef: {
        fields: {
          deviceType: { type: 'string', id: 2 },
          constraint: { rule: 'repeated', type: 'AttrConstraint', id: 3 },
        },
      },
      AttrConstraint: {
        fields: { name: { type: 'string', id: 1 }, allowedValues: { type: 'AttrValue', id: 2 } },
      },
      AttrValue: { fields: { list: { type: 'ListValue', id: 1 } } },
      ListValue: { fields: { type: { rule: 'repeated', type: 'int32', id: 6 } } },
    },
  },
  'KernelList',
);

interface KernelList {
  readonly kernel: readonly {
    readonly deviceType: string;
    readonly constraint: readonly {
      readonly name: string;
      readonly allowedValues: { readonly list: { readonly type: readonly number[] } | null } | null;
    }[];
  }[];
}

/** Which ops a library can compute on processors, and with which data: they depend on its version and what it was built for. */
export class CpuKernels {
  readonly #known = new Map<string, boolean>();
  readonly #library: NativeLibrary;

  /** @param library - the one that is asked */
  constructor(library: NativeLibrary) {
    this.#library = library;
  }

  /** Whether the library has a kernel of the op whose data, `T`, may be of this type. */
  has(op: string, type: number): boolean {
    const key = `${op}:${type}`;
    let known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, (known = takes(kernelList(this.#library, op), type)));
    return known;
  }
}

/** The serialized `KernelList` of an op. */
function kernelList(library: NativeLibrary, op: string): Uint8Array {
  const bind = <F>(declaration: string): F => library.func(declaration) as F;
  const status = bind<() => Pointer>('void* TF_NewStatus()')();
  try {
    const buffer = bind<(op: string, status: Pointer) => Pointer>(
      'void* TF_GetRegisteredKernelsForOp(const char* name, void* status)',
    )(op, status);
    if (bind<(status: Pointer) => number>('int TF_GetCode(void* status)')(status) !== 0)
      throw new EngineError(
        'NATIVE_FAILURE',
        `TensorFlow's TF_GetRegisteredKernelsForOp failed: ${bind<(status: Pointer) => string>('const char* TF_Message(void* status)')(status)}`,
      );
    try {
      // TF_Buffer begins with the address and the length.
      const [address, length] = koffi.decode(buffer, koffi.array('uint64_t', 2)) as (number | bigint)[];
      if (Number(length) === 0) return new Uint8Array();
      return Uint8Array.from(
        koffi.decode(BigInt(address ?? 0), koffi.array('uint8_t', Number(length))) as Uint8Array,
      );
    } finally {
      bind<(buffer: Pointer) => void>('void TF_DeleteBuffer(void* buffer)')(buffer);
    }
  } finally {
    bind<(status: Pointer) => void>('void TF_DeleteStatus(void* status)')(status);
  }
}

/** Whether a kernel for processors takes this type as `T`. */
function takes(list: Uint8Array, wanted: number): boolean {
  const type = kernelListType();
  const { kernel } = type.toObject(type.decode(list), { defaults: true, enums: Number }) as KernelList;
  return kernel.some(({ deviceType, constraint }) => {
    const data = constraint.find(({ name }) => name === 'T');
    // A kernel that says nothing of T takes any.
    return deviceType === 'CPU' && (data?.allowedValues?.list?.type.includes(wanted) ?? true);
  });
}
