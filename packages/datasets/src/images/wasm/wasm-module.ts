/** Bytes of WebAssembly code. */
export type Code = readonly number[];

/** A function of a module: its parameters and variables are numbered through, first these, then those. */
export interface WasmFunction {
  readonly name: string;
  /** Number of its parameters, all of type i32. */
  readonly parameters: number;
  /** Number of further variables of type i32. */
  readonly integers: number;
  /** Number of variables of type v128, numbered after the integers. */
  readonly vectors: number;
  readonly body: Code;
}

const I32 = 0x7f;
const V128 = 0x7b;

/** A whole number of at most 32 bits without a sign, as WebAssembly writes it (LEB128). */
export function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let left = value >>> 0; ; left >>>= 7) {
    if (left < 0x80) return [...bytes, left];
    bytes.push((left & 0x7f) | 0x80);
  }
}

/** A whole number of 32 bits with its sign. */
export function signed(value: number): Code {
  const bytes: number[] = [];
  for (let left = value | 0; ; left >>= 7) {
    const byte = left & 0x7f;
    if ((left >> 7 === 0 && byte < 0x40) || (left >> 7 === -1 && byte >= 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const text = (name: string): Code => vector([...name].map((letter) => [letter.codePointAt(0) ?? 0]));

/**
 * A module of some functions, and its memory, exported as `memory`.
 *
 * @see WebAssembly Core Specification 2.0, section 5, "Binary Format"
 */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    0,
  ]);
  const exported = functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]);
  const bodies = functions.map(({ integers, vectors, body }) => {
    const variables = vector([
      [...unsigned(integers), I32],
      [...unsigned(vectors), V128],
    ]);
    const code = [...variables, ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0, 1]])),
    ...section(7, vector([...exported, [...text('memory'), 2, 0]])),
    ...section(10, vector(bodies)),
  ]);
}
