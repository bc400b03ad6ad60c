// Files for fuzzing: a sound safetensors file, changed one to four times. A pure function of the seed.

/** @param {number} seed @returns {() => number} Random whole numbers below 2^32 (mulberry32). */
function stream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

const DATA = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256);
const SOUND = [
  ['{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4],
  ['{"__metadata__":{"format":"pt","é":"\\n"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}', 8],
  ['{"b":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"a/é":{"dtype":"BF16","shape":[3],"data_offsets":[8,14]}}', 14],
  ['{ "x" : {"shape":[0,7],"data_offsets":[0,0],"dtype":"F64"}, "y":{"dtype":"U8","shape":[2],"data_offsets":[0,2]} }', 2],
  ['{"\\u0061\\ud83d\\ude00":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]},"i":{"dtype":"I8","shape":[1,1,1],"data_offsets":[1,2]}}', 2],
  ['{"a":{"dtype":"I16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]},"c":{"dtype":"I32","shape":[1],"data_offsets":[4,8]}}', 8],
  ['{}', 0],
].map(([header, data]) => ({ header: new TextEncoder().encode(header), data: DATA.subarray(0, data) })); // prettier-ignore

const WORDS = [
  '"a"', '"dtype"', '"shape"', '"data_offsets"', '"__metadata__"', '"__proto__"', '"F32"', '"U8"', '"F64"', '"BOOL"', '"BF16"',
  '"U64"', '"F8_E4M3"', '{', '}', '[', ']', ',', ':', '"', '\\', '\\u0000', '\\ud800', '\\u0061', 'null', 'true', '0', '1', '2',
  '4', '8', '-1', '-0', '0.0', '1e0', '1E3', '01', '9007199254740991', '9007199254740992', '18446744073709551615',
  '18446744073709551616', '4294967296', '1e400', ' ', '\n', '\t', '\0', '\u007f', '\u00e9', '\ufeff', '"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},',
].map((word) => new TextEncoder().encode(word)); // prettier-ignore
const SIZES = [0n, 1n, 2n, 7n, 8n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, 100_000_001n];

/** @param {Uint8Array} bytes @param {number} from @param {number} to @param {Uint8Array} put */
function splice(bytes, from, to, put) {
  const result = new Uint8Array(bytes.length - (to - from) + put.length);
  result.set(bytes.subarray(0, from));
  result.set(put, from);
  result.set(bytes.subarray(to), from + put.length);
  return result;
}

/** @param {Uint8Array} bytes @param {() => number} draw */
function mutate(bytes, draw) {
  const below = (/** @type {number} */ limit) => (limit < 1 ? 0 : draw() % limit);
  const from = below(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + below(8));
  const word = WORDS[below(WORDS.length)] ?? new Uint8Array();
  switch (below(8)) {
    case 0: // a bit
      return bytes.map((byte, i) => (i === from ? byte ^ (1 << below(8)) : byte));
    case 1: // any byte
      return bytes.map((byte, i) => (i === from ? below(256) : byte));
    case 2: // a piece gone
      return splice(bytes, from, to, new Uint8Array());
    case 3: // a piece twice
      return splice(bytes, from, from, bytes.subarray(from, Math.min(bytes.length, from + below(60))));
    case 4: // a word more
      return splice(bytes, from, from, word);
    case 5: // a word in the place of others
      return splice(bytes, from, to, word);
    case 6: {
      // another number in the place of one
      const digits = [...bytes.keys()].filter((i) => (bytes[i] ?? 0) >= 0x30 && (bytes[i] ?? 0) <= 0x39);
      const at = digits[below(digits.length)];
      return at === undefined ? bytes : splice(bytes, at, at + 1, word);
    }
    default: // the end gone
      return bytes.subarray(0, below(8) === 0 ? from : bytes.length);
  }
}

/**
 * The file of a seed. Most have a true header size, so that what comes after it is read too.
 *
 * @param {number} seed
 * @returns {Uint8Array}
 */
export function mutatedFile(seed) {
  const draw = stream(Math.imul(seed, 0x9e3779b1) ^ (seed >>> 16));
  const sound = SOUND[draw() % SOUND.length] ?? SOUND[0];
  let { header, data } = sound ?? { header: new Uint8Array(), data: new Uint8Array() };
  const changes = 1 + (draw() % 4);
  for (let i = 0; i < changes; i += 1) header = mutate(header, draw);
  if (draw() % 16 === 0) data = DATA.subarray(0, draw() % DATA.length);
  const file = new Uint8Array(8 + header.length + data.length);
  const wrong = SIZES[draw() % (SIZES.length * 16)];
  new DataView(file.buffer).setBigUint64(0, wrong ?? BigInt(header.length), true);
  file.set(header, 8);
  file.set(data, 8 + header.length);
  return draw() % 32 === 0 ? file.subarray(0, draw() % (file.length + 1)) : file;
}
