/** What is wrong with a safetensors file. */
export type SafetensorsFault =
  | 'too-short'
  | 'header-size'
  | 'syntax'
  | 'encoding'
  | 'name'
  | 'duplicate'
  | 'entry'
  | 'metadata'
  | 'dtype'
  | 'number'
  | 'shape'
  | 'size'
  | 'gap'
  | 'overlap'
  | 'tail'
  | 'limit';

/** What a {@link SafetensorsError} is made of. */
export interface SafetensorsErrorOptions {
  /** What kind of fault it is. */
  readonly code: SafetensorsFault;
  /** What the bytes are called in the message, such as their file. */
  readonly source: string;
  /** Byte of the file at which it was found. */
  readonly offset: number;
  /** What should be there. */
  readonly expected: string;
  /** What is there. */
  readonly got: string;
  /**
   * What to do about it.
   * @defaultValue 'write the file again, or fetch it again from where it came'
   */
  readonly remedy?: string;
}

/** Bytes that are no safetensors file, or one that is refused. Nothing of it has been used. */
export class SafetensorsError extends Error {
  /** Name of the class. */
  override readonly name: string = 'SafetensorsError';
  /** What kind of fault it is. */
  readonly code: SafetensorsFault;
  /** What the bytes are called in the message, such as their file. */
  readonly source: string;
  /** Byte of the file at which it was found. */
  readonly offset: number;
  /** What should be there. */
  readonly expected: string;
  /** What is there. */
  readonly got: string;

  /** Makes the error and its message. */
  constructor(options: SafetensorsErrorOptions) {
    const { code, source, offset, expected, got } = options;
    const { remedy = 'write the file again, or fetch it again from where it came' } = options;
    super(`${source} has ${got} at byte ${offset} where ${expected} should be; ${remedy}.`);
    this.code = code;
    this.source = source;
    this.offset = offset;
    this.expected = expected;
    this.got = got;
  }
}
