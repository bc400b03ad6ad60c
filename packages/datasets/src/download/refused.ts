/** An answer that asking the same address again would not change. */
export class Refused extends Error {}

/** An answer that may be another one later, and when to ask. */
export class AskAgain extends Error {
  /** Milliseconds after which the server wants to be asked again; undefined where it does not say. */
  readonly afterMs: number | undefined;

  /**
   * @param message - What was answered.
   * @param afterMs - What its `Retry-After` says.
   */
  constructor(message: string, afterMs: number | undefined) {
    super(message);
    this.afterMs = afterMs;
  }
}

/** Bytes came that are not the expected file's: what is there is of no use. */
export class WrongContent extends Error {}

/** The disk failed, not the network. */
export class DiskFault extends Error {}
