/**
 * What went wrong in the engine: the library, a native call, an argument that TensorFlow refused, a function that `compile`
 * cannot record (`NOT_RECORDABLE`), or the files of a model
 * that is saved or loaded (`FILE_FAILED`).
 */
export type EngineErrorCode =
  | 'LIBRARY_NOT_FOUND'
  | 'LIBRARY_DAMAGED'
  | 'INSTALL_FAILED'
  | 'UNSUPPORTED_PLATFORM'
  | 'INVALID_ARGUMENT'
  | 'OUT_OF_MEMORY'
  | 'NATIVE_FAILURE'
  | 'NOT_RECORDABLE'
  | 'FILE_FAILED';

/** Every error of `@skipjack/tensorflow`: one sentence with what was given, what was expected, and the remedy. */
export class EngineError extends Error {
  /** Always `EngineError`. */
  override readonly name: string = 'EngineError';
  /** Machine-readable kind of the failure. */
  readonly code: EngineErrorCode;

  /**
   * @param code - kind of the failure
   * @param message - one sentence for a person
   * @param options - `cause`: the error underneath, if there is one
   */
  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
