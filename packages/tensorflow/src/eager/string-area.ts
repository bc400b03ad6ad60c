import type { CApi, Pointer } from '../native/c-api.ts';
import { elementBytes, TF_STRING } from '../native/data-types.ts';

/** Bytes of the longest text that TensorFlow keeps inside its string object. */
const INLINE_BYTES = 22;

/** Whether the text needs no memory outside of TensorFlow's string object. */
export function fitsInline(text: Uint8Array): boolean {
  return text.byteLength <= INLINE_BYTES;
}

/** The string objects (`TF_TString`) in the memory of a native tensor, which outlives this object. */
export class StringArea {
  readonly #api: CApi;
  readonly #start: Pointer;
  readonly #count: number;

  /**
   * @param api - the bound C library
   * @param start - address of the first string object
   * @param count - how many there are
   */
  constructor(api: CApi, start: Pointer, count: number) {
    this.#api = api;
    this.#start = start;
    this.#count = count;
  }

  #at(index: number): Pointer {
    return this.#start + BigInt(index * elementBytes(TF_STRING));
  }

  /** Fills new objects with texts that fit into them. */
  writeInline(texts: readonly Uint8Array[]): void {
    for (const [index, text] of texts.entries()) {
      this.#api.stringInit(this.#at(index));
      if (text.byteLength > 0) this.#api.stringCopy(this.#at(index), text, text.byteLength);
    }
  }

  /** Fills new objects with views of texts that stand one behind the other at `bytes`. */
  writeViews(texts: readonly Uint8Array[], bytes: Pointer): void {
    let from = bytes;
    for (const [index, { byteLength }] of texts.entries()) {
      this.#api.stringInit(this.#at(index));
      this.#api.stringAssignView(this.#at(index), from, byteLength);
      from += BigInt(byteLength);
    }
  }

  /** Copies of the texts. */
  read(): Uint8Array[] {
    return Array.from({ length: this.#count }, (_text, index) => {
      const size = Number(this.#api.stringSize(this.#at(index)));
      const copy = new Uint8Array(size);
      const data = size > 0 ? this.#api.stringData(this.#at(index)) : null;
      if (data !== null) this.#api.copyOut(copy, data, size);
      return copy;
    });
  }
}
