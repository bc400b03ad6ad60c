/** Where a {@link DataError} was found. */
export interface DataErrorOptions {
  /** Path or address of the file at fault. */
  readonly file: string;
  /**
   * Byte of the file at which it stops being what it should be.
   * @defaultValue none: the fault has no single place
   */
  readonly offset?: number;
  /**
   * Sample, record or line at fault, counted from 0.
   * @defaultValue none: the fault is in no single one
   */
  readonly row?: number;
  /**
   * The error underneath, such as the operating system's.
   * @defaultValue none
   */
  readonly cause?: unknown;
}

/** A data file that is missing, damaged, or not what its name says; the message is one sentence with the remedy. */
export class DataError extends Error {
  /** The class's name. */
  override readonly name: string = 'DataError';
  /** Path or address of the file at fault. */
  readonly file: string;
  /** Byte of the file at which it stops being what it should be; undefined when the fault has no single place. */
  readonly offset: number | undefined;
  /** Sample, record or line at fault, counted from 0; undefined when the fault is in no single one. */
  readonly row: number | undefined;

  /**
   * @param message - One sentence: what was found, what was expected, what to do.
   * @param options - The file, the offset in it and the cause.
   */
  constructor(message: string, options: DataErrorOptions) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.file = options.file;
    this.offset = options.offset;
    this.row = options.row;
  }
}
