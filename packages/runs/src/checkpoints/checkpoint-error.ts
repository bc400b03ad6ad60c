/** A checkpoint is damaged, or was made by another version. Its message says what is wrong with which file. */
export class CheckpointError extends Error {
  /** Name of the class. */
  override readonly name: string = 'CheckpointError';
  /** Folder of the checkpoint. */
  readonly path: string;
  /** What is wrong with it, without the path. */
  readonly reason: string;

  /** Makes an error about the checkpoint at `path`. */
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`The checkpoint ${path} cannot be used: ${reason}; use an older one, or remove this one.`, options);
    this.path = path;
    this.reason = reason;
  }
}
