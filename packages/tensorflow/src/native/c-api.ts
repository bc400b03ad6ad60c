import koffi from 'koffi';
import type { NativeLibrary } from './load-library.ts';

/** Address of a native object. `0n` is never handed out. */
export type Pointer = bigint;

/**
 * The functions of TensorFlow's C API that the engine calls, declared once.
 *
 * Ownership: whoever gets a pointer from a `new*`, `allocate*`, `resolve` or `execute` call deletes it in `finally`,
 * or hands it to exactly one owner.
 */
export interface CApi {
  readonly version: () => string;
  /** Address of a C function, by its name. */
  readonly addressOf: (name: string) => Pointer;
  readonly newStatus: () => Pointer;
  readonly deleteStatus: (status: Pointer) => void;
  readonly statusCode: (status: Pointer) => number;
  readonly statusMessage: (status: Pointer) => string;
  readonly newContextOptions: () => Pointer;
  readonly setContextConfig: (options: Pointer, proto: Uint8Array, length: number, status: Pointer) => void;
  readonly deleteContextOptions: (options: Pointer) => void;
  readonly newContext: (options: Pointer, status: Pointer) => Pointer | null;
  readonly newOp: (context: Pointer, name: string, status: Pointer) => Pointer | null;
  readonly resetOp: (op: Pointer, name: string, device: null, status: Pointer) => void;
  readonly deleteOp: (op: Pointer) => void;
  readonly addInput: (op: Pointer, handle: Pointer, status: Pointer) => void;
  readonly addInputList: (op: Pointer, handles: BigUint64Array, count: number, status: Pointer) => void;
  readonly attributeType: (op: Pointer, name: string, isList: Uint8Array, status: Pointer) => number;
  readonly setType: (op: Pointer, name: string, value: number) => void;
  readonly setInt: (op: Pointer, name: string, value: number) => void;
  readonly setFloat: (op: Pointer, name: string, value: number) => void;
  readonly setBool: (op: Pointer, name: string, value: number) => void;
  readonly setString: (op: Pointer, name: string, value: string, length: number) => void;
  readonly setInts: (op: Pointer, name: string, values: BigInt64Array, count: number) => void;
  readonly setTypes: (op: Pointer, name: string, values: Int32Array, count: number) => void;
  readonly setStrings: (
    op: Pointer,
    name: string,
    values: readonly string[],
    lengths: BigUint64Array,
    count: number,
  ) => void;
  readonly execute: (op: Pointer, outputs: BigUint64Array, count: Int32Array, status: Pointer) => void;
  /** The same on another thread; `done` is called on this one, and until then all arguments must live. */
  readonly executeLater: (
    op: Pointer,
    outputs: BigUint64Array,
    count: Int32Array,
    status: Pointer,
    done: (error: unknown) => void,
  ) => void;
  readonly newHandle: (tensor: Pointer, status: Pointer) => Pointer | null;
  readonly shareHandle: (handle: Pointer, status: Pointer) => Pointer | null;
  readonly deleteHandle: (handle: Pointer) => void;
  readonly handleType: (handle: Pointer) => number;
  readonly handleRank: (handle: Pointer, status: Pointer) => number;
  readonly handleDim: (handle: Pointer, axis: number, status: Pointer) => number | bigint;
  readonly resolve: (handle: Pointer, status: Pointer) => Pointer | null;
  readonly allocateTensor: (type: number, dims: BigInt64Array, rank: number, bytes: number) => Pointer | null;
  readonly tensorData: (tensor: Pointer) => Pointer | null;
  readonly tensorBytes: (tensor: Pointer) => number | bigint;
  readonly deleteTensor: (tensor: Pointer) => void;
  readonly stringInit: (text: Pointer) => void;
  readonly stringAssignView: (text: Pointer, bytes: Pointer, count: number) => void;
  readonly stringCopy: (text: Pointer, bytes: Uint8Array, count: number) => void;
  readonly stringData: (text: Pointer) => Pointer | null;
  readonly stringSize: (text: Pointer) => number | bigint;
  readonly copyIn: (to: Pointer, from: ArrayBufferView, bytes: number) => void;
  readonly copyOut: (to: ArrayBufferView, from: Pointer, bytes: number) => void;
}

/** Binds the declarations of {@link CApi} to a loaded library. */
export function bindCApi(library: NativeLibrary): CApi {
  const bind = <F>(declaration: string): F => library.func(declaration) as F;
  const memcpy = <F>(declaration: string): F =>
    koffi.load(process.platform === 'win32' ? 'msvcrt.dll' : null).func(declaration) as F;
  // First: a library that is none of TensorFlow's is told by this name.
  const version = bind<CApi['version']>('const char* TF_Version()');
  const execute: CApi['execute'] & { readonly async: CApi['executeLater'] } = bind(
    'void TFE_Execute(void* op, void* outputs, void* count, void* status)',
  );
  return {
    version,
    addressOf: (name) => koffi.address(library.symbol(name)),
    newStatus: bind('void* TF_NewStatus()'),
    deleteStatus: bind('void TF_DeleteStatus(void* status)'),
    statusCode: bind('int TF_GetCode(void* status)'),
    statusMessage: bind('const char* TF_Message(void* status)'),
    newContextOptions: bind('void* TFE_NewContextOptions()'),
    setContextConfig: bind(
      'void TFE_ContextOptionsSetConfig(void* options, const void* proto, size_t length, void* status)',
    ),
    deleteContextOptions: bind('void TFE_DeleteContextOptions(void* options)'),
    newContext: bind('void* TFE_NewContext(void* options, void* status)'),
    newOp: bind('void* TFE_NewOp(void* context, const char* name, void* status)'),
    resetOp: bind('void TFE_OpReset(void* op, const char* name, const char* device, void* status)'),
    deleteOp: bind('void TFE_DeleteOp(void* op)'),
    addInput: bind('void TFE_OpAddInput(void* op, void* handle, void* status)'),
    addInputList: bind('void TFE_OpAddInputList(void* op, void* handles, int count, void* status)'),
    attributeType: bind('int TFE_OpGetAttrType(void* op, const char* name, void* isList, void* status)'),
    setType: bind('void TFE_OpSetAttrType(void* op, const char* name, int value)'),
    setInt: bind('void TFE_OpSetAttrInt(void* op, const char* name, int64_t value)'),
    setFloat: bind('void TFE_OpSetAttrFloat(void* op, const char* name, float value)'),
    setBool: bind('void TFE_OpSetAttrBool(void* op, const char* name, uint8_t value)'),
    setString: bind('void TFE_OpSetAttrString(void* op, const char* name, const char* value, size_t length)'),
    setInts: bind('void TFE_OpSetAttrIntList(void* op, const char* name, const int64_t* values, int count)'),
    setTypes: bind('void TFE_OpSetAttrTypeList(void* op, const char* name, const int* values, int count)'),
    setStrings: bind(
      'void TFE_OpSetAttrStringList(void* op, const char* name, const char** values, const size_t* lengths, int count)',
    ),
    execute,
    executeLater: (...args) => execute.async(...args),
    newHandle: bind('void* TFE_NewTensorHandle(void* tensor, void* status)'),
    shareHandle: bind('void* TFE_TensorHandleCopySharingTensor(void* handle, void* status)'),
    deleteHandle: bind('void TFE_DeleteTensorHandle(void* handle)'),
    handleType: bind('int TFE_TensorHandleDataType(void* handle)'),
    handleRank: bind('int TFE_TensorHandleNumDims(void* handle, void* status)'),
    handleDim: bind('int64_t TFE_TensorHandleDim(void* handle, int axis, void* status)'),
    resolve: bind('void* TFE_TensorHandleResolve(void* handle, void* status)'),
    allocateTensor: bind('void* TF_AllocateTensor(int type, const int64_t* dims, int rank, size_t bytes)'),
    tensorData: bind('void* TF_TensorData(void* tensor)'),
    tensorBytes: bind('size_t TF_TensorByteSize(void* tensor)'),
    deleteTensor: bind('void TF_DeleteTensor(void* tensor)'),
    stringInit: bind('void TF_StringInit(void* text)'),
    stringAssignView: bind('void TF_StringAssignView(void* text, void* bytes, size_t count)'),
    stringCopy: bind('void TF_StringCopy(void* text, const void* bytes, size_t count)'),
    stringData: bind('void* TF_StringGetDataPointer(const void* text)'),
    stringSize: bind('size_t TF_StringGetSize(const void* text)'),
    copyIn: memcpy('void* memcpy(void* to, const void* from, size_t bytes)'),
    copyOut: memcpy('void* memcpy(void* to, const void* from, size_t bytes)'),
  };
}
