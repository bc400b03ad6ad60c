import koffi from 'koffi';
import type { Pointer } from './c-api.ts';
import type { CType, NativeLibrary } from './load-library.ts';

/** C's `TF_Output`: an operation of a graph, and which of its outputs. */
export interface Output {
  /** The operation's address. */
  readonly oper: Pointer;
  /** Which of its outputs. */
  readonly index: number;
}

/**
 * The functions of TensorFlow's C API that make a graph and turn it into a function of the eager context, declared once.
 * Ownership is as in `CApi`; operations are their graph's.
 */
export interface GraphApi {
  readonly newStatus: () => Pointer;
  readonly deleteStatus: (status: Pointer) => void;
  readonly statusCode: (status: Pointer) => number;
  readonly statusMessage: (status: Pointer) => string;
  readonly newGraph: () => Pointer;
  readonly deleteGraph: (graph: Pointer) => void;
  /** The description is consumed by {@link GraphApi.finishOperation}, also when that fails. */
  readonly newOperation: (graph: Pointer, op: string, name: string) => Pointer;
  readonly finishOperation: (description: Pointer, status: Pointer) => Pointer | null;
  readonly addInput: (description: Pointer, input: Output) => void;
  /** Inputs are pairs of 64 bits: the operation's address, and which of its outputs. */
  readonly addInputList: (description: Pointer, inputs: BigUint64Array, count: number) => void;
  readonly addControlInput: (description: Pointer, operation: Pointer) => void;
  readonly setType: (description: Pointer, name: string, value: number) => void;
  readonly setInt: (description: Pointer, name: string, value: number) => void;
  readonly setFloat: (description: Pointer, name: string, value: number) => void;
  readonly setBool: (description: Pointer, name: string, value: number) => void;
  readonly setString: (description: Pointer, name: string, value: string, length: number) => void;
  readonly setInts: (description: Pointer, name: string, values: BigInt64Array, count: number) => void;
  readonly setTypes: (description: Pointer, name: string, values: Int32Array, count: number) => void;
  readonly setStrings: (
    description: Pointer,
    name: string,
    values: readonly string[],
    lengths: BigUint64Array,
    count: number,
  ) => void;
  readonly setShape: (description: Pointer, name: string, dims: BigInt64Array, rank: number) => void;
  readonly setTensor: (description: Pointer, name: string, tensor: Pointer, status: Pointer) => void;
  readonly outputCount: (operation: Pointer) => number;
  readonly outputType: (output: Output) => number;
  readonly outputRank: (graph: Pointer, output: Output, status: Pointer) => number;
  readonly outputShape: (
    graph: Pointer,
    output: Output,
    dims: BigInt64Array,
    rank: number,
    status: Pointer,
  ) => void;
  readonly toFunction: (
    graph: Pointer,
    name: string,
    hashName: number,
    operationCount: number,
    operations: null,
    inputCount: number,
    inputs: BigUint64Array,
    outputCount: number,
    outputs: BigUint64Array,
    outputNames: null,
    options: null,
    description: null,
    status: Pointer,
  ) => Pointer | null;
  readonly deleteFunction: (fn: Pointer) => void;
  readonly copyFunction: (graph: Pointer, fn: Pointer, gradient: null, status: Pointer) => void;
  readonly addFunction: (context: Pointer, fn: Pointer, status: Pointer) => void;
  readonly removeFunction: (context: Pointer, name: string, status: Pointer) => void;
}

const output = koffi.struct({ oper: 'void*', index: 'int' });

/** Binds the declarations of {@link GraphApi} to a loaded library. */
export function bindGraphApi(library: NativeLibrary): GraphApi {
  const bind = <F>(declaration: string): F => library.func(declaration) as F;
  const bindWith = <F>(name: string, result: string, parameters: CType[]): F =>
    library.func(name, result, parameters) as F;
  return {
    newStatus: bind('void* TF_NewStatus()'),
    deleteStatus: bind('void TF_DeleteStatus(void* status)'),
    statusCode: bind('int TF_GetCode(void* status)'),
    statusMessage: bind('const char* TF_Message(void* status)'),
    newGraph: bind('void* TF_NewGraph()'),
    deleteGraph: bind('void TF_DeleteGraph(void* graph)'),
    newOperation: bind('void* TF_NewOperation(void* graph, const char* op, const char* name)'),
    finishOperation: bind('void* TF_FinishOperation(void* description, void* status)'),
    addInput: bindWith('TF_AddInput', 'void', ['void*', output]),
    addInputList: bind('void TF_AddInputList(void* description, void* inputs, int count)'),
    addControlInput: bind('void TF_AddControlInput(void* description, void* operation)'),
    setType: bind('void TF_SetAttrType(void* description, const char* name, int value)'),
    setInt: bind('void TF_SetAttrInt(void* description, const char* name, int64_t value)'),
    setFloat: bind('void TF_SetAttrFloat(void* description, const char* name, float value)'),
    setBool: bind('void TF_SetAttrBool(void* description, const char* name, uint8_t value)'),
    setString: bind(
      'void TF_SetAttrString(void* description, const char* name, const char* value, size_t length)',
    ),
    setInts: bind(
      'void TF_SetAttrIntList(void* description, const char* name, const int64_t* values, int count)',
    ),
    setTypes: bind(
      'void TF_SetAttrTypeList(void* description, const char* name, const int* values, int count)',
    ),
    setStrings: bind(
      'void TF_SetAttrStringList(void* description, const char* name, const char** values, const size_t* lengths, int count)',
    ),
    setShape: bind(
      'void TF_SetAttrShape(void* description, const char* name, const int64_t* dims, int rank)',
    ),
    setTensor: bind('void TF_SetAttrTensor(void* description, const char* name, void* tensor, void* status)'),
    outputCount: bind('int TF_OperationNumOutputs(void* operation)'),
    outputType: bindWith('TF_OperationOutputType', 'int', [output]),
    outputRank: bindWith('TF_GraphGetTensorNumDims', 'int', ['void*', output, 'void*']),
    outputShape: bindWith('TF_GraphGetTensorShape', 'void', ['void*', output, 'int64_t*', 'int', 'void*']),
    toFunction: bind(
      'void* TF_GraphToFunction(void* graph, const char* name, uint8_t hashName, int operationCount, void** operations, int inputCount, void* inputs, int outputCount, void* outputs, const char** outputNames, void* options, const char* description, void* status)',
    ),
    copyFunction: bind('void TF_GraphCopyFunction(void* graph, void* fn, void* gradient, void* status)'),
    deleteFunction: bind('void TF_DeleteFunction(void* fn)'),
    addFunction: bind('void TFE_ContextAddFunction(void* context, void* fn, void* status)'),
    removeFunction: bind('void TFE_ContextRemoveFunction(void* context, const char* name, void* status)'),
  };
}
