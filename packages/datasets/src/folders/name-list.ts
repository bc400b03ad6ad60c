/** Many names in little memory: their bytes in one buffer, and where each ends. */
export class NameList {
  #bytes: Buffer<ArrayBufferLike> = Buffer.alloc(1024);
  #ends: Uint32Array = new Uint32Array(64);
  #length = 0;

  /** Number of names. */
  get length(): number {
    return this.#length;
  }

  /** Adds a name at the end. */
  add(name: string): void {
    const start = this.#end(this.#length - 1);
    // A UTF-16 unit becomes at most three bytes.
    if (start + 3 * name.length > this.#bytes.length) {
      const larger = Buffer.alloc(2 * this.#bytes.length + 3 * name.length);
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    if (this.#length === this.#ends.length) {
      const larger = new Uint32Array(2 * this.#ends.length);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    const end = start + this.#bytes.write(name, start, 'utf8');
    if (end > 0xffff_ffff)
      throw new RangeError(`${this.#length} names have more than 4 GB; divide the data set.`);
    this.#ends[this.#length] = end;
    this.#length += 1;
  }

  /** The name at a place. */
  at(index: number): string {
    return this.#bytes.toString('utf8', this.#end(index - 1), this.#end(index));
  }

  /** All names' bytes with their ends, for a digest. */
  content(): readonly Uint8Array[] {
    const ends = this.#ends.subarray(0, this.#length);
    return [
      this.#bytes.subarray(0, this.#end(this.#length - 1)),
      new Uint8Array(ends.buffer, ends.byteOffset, ends.byteLength),
    ];
  }

  #end(index: number): number {
    return index < 0 ? 0 : (this.#ends[index] ?? 0);
  }
}
