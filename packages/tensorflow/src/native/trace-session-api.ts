import type { Pointer } from './c-api.ts';
import type { NativeLibrary } from './load-library.ts';

/**
 * The functions of TensorFlow's C API that run a graph in a session and say how long each op took, declared once. Ownership
 * is as in `CApi`; a session's outputs are the caller's, its graph outlives it.
 */
export interface TraceSessionApi {
  readonly newStatus: () => Pointer;
  readonly statusCode: (status: Pointer) => number;
  readonly statusMessage: (status: Pointer) => string;
  readonly deleteStatus: (status: Pointer) => void;
  readonly newSessionOptions: () => Pointer;
  readonly setConfig: (options: Pointer, proto: Uint8Array, length: number, status: Pointer) => void;
  readonly deleteSessionOptions: (options: Pointer) => void;
  readonly newSession: (graph: Pointer, options: Pointer, status: Pointer) => Pointer | null;
  readonly closeSession: (session: Pointer, status: Pointer) => void;
  readonly deleteSession: (session: Pointer, status: Pointer) => void;
  /** The bytes are copied. */
  readonly bufferOf: (bytes: Uint8Array, length: number) => Pointer;
  readonly newBuffer: () => Pointer;
  readonly deleteBuffer: (buffer: Pointer) => void;
  /** Inputs and outputs are pairs of 64 bits: the operation's address, and which of its outputs. */
  readonly run: (
    session: Pointer,
    runOptions: Pointer,
    inputs: BigUint64Array,
    inputTensors: BigUint64Array,
    inputCount: number,
    outputs: BigUint64Array,
    outputTensors: BigUint64Array,
    outputCount: number,
    targets: null,
    targetCount: number,
    metadata: Pointer,
    status: Pointer,
  ) => void;
  readonly deleteTensor: (tensor: Pointer) => void;
}

/** Binds the declarations of {@link TraceSessionApi} to a loaded library. */
export function bindTraceSessionApi(library: NativeLibrary): TraceSessionApi {
  const bind = <F>(declaration: string): F => library.func(declaration) as F;
  return {
    newStatus: bind('void* TF_NewStatus()'),
    statusCode: bind('int TF_GetCode(void* status)'),
    statusMessage: bind('const char* TF_Message(void* status)'),
    deleteStatus: bind('void TF_DeleteStatus(void* status)'),
    newSessionOptions: bind('void* TF_NewSessionOptions()'),
    setConfig: bind('void TF_SetConfig(void* options, const void* proto, size_t length, void* status)'),
    deleteSessionOptions: bind('void TF_DeleteSessionOptions(void* options)'),
    newSession: bind('void* TF_NewSession(void* graph, void* options, void* status)'),
    closeSession: bind('void TF_CloseSession(void* session, void* status)'),
    deleteSession: bind('void TF_DeleteSession(void* session, void* status)'),
    bufferOf: bind('void* TF_NewBufferFromString(const void* bytes, size_t length)'),
    newBuffer: bind('void* TF_NewBuffer()'),
    deleteBuffer: bind('void TF_DeleteBuffer(void* buffer)'),
    run: bind(
      'void TF_SessionRun(void* session, void* runOptions, void* inputs, void* inputTensors, int inputCount, void* outputs, void* outputTensors, int outputCount, void* targets, int targetCount, void* metadata, void* status)',
    ),
    deleteTensor: bind('void TF_DeleteTensor(void* tensor)'),
  };
}
