import { SafetensorsError } from './safetensors-error.ts';
import type { SafetensorsFault } from './safetensors-error.ts';
import { shownBytes, shownText } from './shown.ts';
import { decodeUtf8 } from './utf8.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SHOWN = 24;

/** Where the header begins in a file. */
export const HEADER_START = 8;

/**
 * Reads a header's JSON word by word. It knows texts, whole numbers and signs only, so that nothing nests and nothing is
 * rounded; whatever else comes is a {@link SafetensorsError} with its place in the file.
 */
export class HeaderText {
  /** Byte of the header at which the next word is looked for. */
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #source: string;

  /** Takes the header's bytes and what the file is called. */
  constructor(bytes: Uint8Array, source: string) {
    this.#bytes = bytes;
    this.#source = source;
  }

  /** Throws the error of a fault, by default at the next word and with what is there. */
  fail(code: SafetensorsFault, expected: string, got: string = this.#shown(), at: number = this.at): never {
    throw new SafetensorsError({ code, source: this.#source, offset: HEADER_START + at, expected, got });
  }

  /** Goes over space and then over `sign`, where that comes next. */
  takes(sign: string): boolean {
    this.skipSpace();
    if (this.#bytes[this.at] !== sign.charCodeAt(0)) return false;
    this.at += 1;
    return true;
  }

  /** Goes over space and then over `sign`, which must come next. */
  expect(sign: string): void {
    if (!this.takes(sign)) this.fail('syntax', `"${sign}"`);
  }

  /** Goes over space, and tells whether the header ends there. */
  ends(): boolean {
    this.skipSpace();
    return this.at === this.#bytes.length;
  }

  /** Goes over space. */
  skipSpace(): void {
    for (;;) {
      const byte = this.#bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at += 1;
    }
  }

  /** Calls `item` for each item up to the sign that closes the list or object that has been opened. */
  items(close: string, item: (index: number) => void): void {
    if (this.takes(close)) return;
    let count = 0;
    do {
      item(count);
      count += 1;
    } while (this.takes(','));
    if (!this.takes(close)) this.fail('syntax', `"," or "${close}"`);
  }

  /** Reads a text. */
  text(): string {
    this.skipSpace();
    const start = this.at;
    if (this.#bytes[start] !== QUOTE) this.fail('syntax', 'a text in double quotes');
    let end = start + 1;
    let text = ''; // right as long as no byte needs more than itself
    let plain = true;
    for (; this.#bytes[end] !== QUOTE; end += 1) {
      const byte = this.#bytes[end];
      if (byte === undefined) return this.fail('syntax', 'a closing quote', 'the end of the header', end);
      if (byte < 0x20) return this.fail('syntax', 'an escaped control character', 'a raw one', end);
      plain &&= byte < 0x80 && byte !== BACKSLASH;
      if (plain) text += String.fromCharCode(byte);
      if (byte === BACKSLASH) end += 1;
    }
    this.at = end + 1;
    return plain ? text : this.#unescape(start, end + 1);
  }

  /** Reads a whole number that is not below 0 and that a double holds exactly. */
  integer(): number {
    this.skipSpace();
    const start = this.at;
    let end = start;
    let value = 0;
    for (; ; end += 1) {
      const digit = (this.#bytes[end] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const zeros = this.#bytes[start] === 0x30 && end - start > 1;
    const next = this.#bytes[end];
    const goesOn = next === 0x2e || next === 0x65 || next === 0x45; // . e E
    if (end === start || zeros || goesOn) this.fail('number', 'a whole number that is not below 0');
    if (!Number.isSafeInteger(value)) this.fail('number', 'a number below 2^53');
    this.at = end;
    return value;
  }

  #shown(): string {
    if (this.at >= this.#bytes.length) return 'the end of the header';
    return shownBytes(this.#bytes.subarray(this.at, this.at + SHOWN));
  }

  #unescape(start: number, end: number): string {
    const json = decodeUtf8(this.#bytes.subarray(start, end));
    if (json === undefined) return this.fail('encoding', 'a text in UTF-8', 'other bytes', start);
    try {
      return JSON.parse(json) as string;
    } catch {
      return this.fail('syntax', 'a valid escape', shownText(json.slice(0, SHOWN)), start);
    }
  }
}
