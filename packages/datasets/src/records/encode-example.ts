import type { Example, Feature } from './example.ts';

const LENGTH_DELIMITED = 2;

/**
 * Writes a tf.train.Example. Features are in the order of their names' bytes and numbers are packed, as TensorFlow writes them when it
 * is asked to be deterministic: equal features give equal bytes.
 *
 * @param example - The features.
 * @returns The record.
 */
export function encodeExample(example: Example): Uint8Array {
  const entries = [...example].map(([name, feature]) => ({ name: Buffer.from(name), feature }));
  const features = entries
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .map(({ name, feature }) => field(1, [field(1, [name]), field(2, [encodeFeature(feature)])]));
  return field(1, features);
}

function encodeFeature(feature: Feature): Uint8Array {
  switch (feature.type) {
    case 'bytes':
      return field(
        1,
        feature.values.map((value) => field(1, [value])),
      );
    case 'float': {
      const bytes = new Uint8Array(4 * feature.values.length);
      const view = new DataView(bytes.buffer);
      for (const [index, value] of feature.values.entries()) view.setFloat32(4 * index, value, true);
      return field(2, bytes.length === 0 ? [] : [field(1, [bytes])]);
    }
    case 'int64': {
      const bytes = Uint8Array.from(
        [...feature.values].flatMap((value) => varint(BigInt.asUintN(64, value))),
      );
      return field(3, bytes.length === 0 ? [] : [field(1, [bytes])]);
    }
    default:
      throw new TypeError(
        `A feature's type must be bytes, float or int64; got ${JSON.stringify((feature as Feature).type)}.`,
      );
  }
}

function field(number: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([
    Uint8Array.from([(number << 3) | LENGTH_DELIMITED, ...varint(BigInt(length))]),
    ...parts,
  ]);
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}
