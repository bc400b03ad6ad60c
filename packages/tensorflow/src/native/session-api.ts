import type { Pointer } from './c-api.ts';
import type { NativeLibrary } from './load-library.ts';

/**
 * The functions of TensorFlow's C API that run a SavedModel, declared once. Ownership is as in `CApi`; a session's
 * outputs are the caller's, its graph outlives it.
 */
export interface SessionApi {
  readonly newStatus: () => Pointer;
  readonly statusCode: (status: Pointer) => number;
  readonly statusMessage: (status: Pointer) => string;
  readonly deleteStatus: (status: Pointer) => void;
  readonly newGraph: () => Pointer;
  readonly deleteGraph: (graph: Pointer) => void;
  readonly newSessionOptions: () => Pointer;
  readonly deleteSessionOptions: (options: Pointer) => void;
  readonly loadSession: (
    options: Pointer,
    runOptions: null,
    folder: string,
    tags: readonly string[],
    tagCount: number,
    graph: Pointer,
    metaGraph: null,
    status: Pointer,
  ) => Pointer | null;
  readonly closeSession: (session: Pointer, status: Pointer) => void;
  readonly deleteSession: (session: Pointer, status: Pointer) => void;
  readonly operation: (graph: Pointer, name: string) => Pointer | null;
  readonly outputCount: (operation: Pointer) => number;
  /** Inputs and outputs are pairs of 64 bits: the operation's address, and which of its outputs. */
  readonly run: (
    session: Pointer,
    runOptions: null,
    inputs: BigUint64Array,
    inputTensors: BigUint64Array,
    inputCount: number,
    outputs: BigUint64Array,
    outputTensors: BigUint64Array,
    outputCount: number,
    targets: null,
    targetCount: number,
    metadata: null,
    status: Pointer,
  ) => void;
  readonly deleteTensor: (tensor: Pointer) => void;
}

/** Binds the declarations of {@link SessionApi} to a loaded library. */
export function bindSessionApi(library: NativeLibrary): SessionApi {
  const bind = <F>(declaration: string): F => library.func(declaration) as F;
  return {
    newStatus: bind('void* TF_NewStatus()'),
    statusCode: bind('int TF_GetCode(void* status)'),
    statusMessage: bind('const char* TF_Message(void* status)'),
    deleteStatus: bind('void TF_DeleteStatus(void* status)'),
    newGraph: bind('void* TF_NewGraph()'),
    deleteGraph: bind('void TF_DeleteGraph(void* graph)'),
    newSessionOptions: bind('void* TF_NewSessionOptions()'),
    deleteSessionOptions: bind('void TF_DeleteSessionOptions(void* options)'),
    loadSession: bind(
      'void* TF_LoadSessionFromSavedModel(void* options, void* runOptions, const char* folder, const char** tags, int tagCount, void* graph, void* metaGraph, void* status)',
    ),
    closeSession: bind('void TF_CloseSession(void* session, void* status)'),
    deleteSession: bind('void TF_DeleteSession(void* session, void* status)'),
    operation: bind('void* TF_GraphOperationByName(void* graph, const char* name)'),
    outputCount: bind('int TF_OperationNumOutputs(void* operation)'),
    run: bind(
      'void TF_SessionRun(void* session, void* runOptions, void* inputs, void* inputTensors, int inputCount, void* outputs, void* outputTensors, int outputCount, void* targets, int targetCount, void* metadata, void* status)',
    ),
    deleteTensor: bind('void TF_DeleteTensor(void* tensor)'),
  };
}
