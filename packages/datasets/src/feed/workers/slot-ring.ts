/** Memory for batches, shared with workers, used again and again. Whoever finds all of it taken waits. */
export class SlotRing {
  readonly #free: Float32Array[];
  readonly #waiting: {
    readonly resolve: (slot: Float32Array) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  #closed: Error | undefined;

  /** @param slots - Batches that can be made at once. */
  constructor(slots: number) {
    this.#free = Array.from({ length: slots }, () => new Float32Array(new SharedArrayBuffer(0)));
  }

  /** Takes a slot, which is put back by {@link SlotRing.put}. */
  take(): Promise<Float32Array> {
    if (this.#closed) return Promise.reject(this.#closed);
    const slot = this.#free.pop();
    if (slot) return Promise.resolve(slot);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Puts a slot back, or a larger one in its place. */
  put(slot: Float32Array): void {
    if (this.#closed) return;
    const next = this.#waiting.shift();
    if (next) next.resolve(slot);
    else this.#free.push(slot);
  }

  /** Lets go of all memory; whoever waits, or takes a slot later, gets the error. */
  close(error: Error): void {
    this.#closed ??= error;
    this.#free.length = 0;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
