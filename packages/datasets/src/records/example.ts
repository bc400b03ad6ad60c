import { LIMITS } from '../limits.ts';
import { ProtobufCursor } from './protobuf-cursor.ts';

/** A feature of a tf.train.Example: a list of bytes, of floats or of whole numbers. */
export type Feature =
  | {
      /** Kind of the values. */
      readonly type: 'bytes';
      /** The values. */
      readonly values: readonly Uint8Array[];
    }
  | {
      /** Kind of the values. */
      readonly type: 'float';
      /** The values. */
      readonly values: Float32Array;
    }
  | {
      /** Kind of the values. */
      readonly type: 'int64';
      /** The values. */
      readonly values: BigInt64Array;
    };

/** The features of a tf.train.Example by their names. */
export type Example = ReadonlyMap<string, Feature>;

/** Options of {@link decodeExample}. */
export interface DecodeExampleOptions {
  /** The record. */
  readonly bytes: Uint8Array;
  /** Where it comes from, for errors. */
  readonly file: string;
}

/**
 * Reads a tf.train.Example, whose layout is fixed in this code: no description of a message is ever loaded.
 *
 * @param options - The record.
 * @returns Its features; values of type bytes are views of the record. A feature that has no list is left out.
 * @throws {@link DataError} with the byte at which the record stops being an Example.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/example/feature.proto
 */
export function decodeExample(options: DecodeExampleOptions): Example {
  const example = new Map<string, Feature>();
  const cursor = new ProtobufCursor(options.bytes, options.file);
  eachField(cursor, 1, 2, () => {
    const features = cursor.message();
    eachField(features, 1, 2, () => {
      const [name, feature] = entry(features.message());
      // Protocol buffers say of maps: the last of equal keys counts.
      if (feature === undefined) example.delete(name);
      else example.set(name, feature);
      if (example.size > LIMITS.exampleFeatures) {
        throw features.fault(`is beyond ${LIMITS.exampleFeatures} features`);
      }
    });
  });
  return example;
}

/** Calls back at each field of a number and wire type, and passes over the others. */
function eachField(cursor: ProtobufCursor, number: number, type: number, found: () => void): void {
  while (!cursor.done) {
    const { field, wire } = cursor.tag();
    if (field === number && wire === type) found();
    else cursor.skip(wire);
  }
}

function entry(cursor: ProtobufCursor): [string, Feature | undefined] {
  let name = '';
  let feature: Feature | undefined;
  while (!cursor.done) {
    const { field, wire } = cursor.tag();
    if (field === 1 && wire === 2) name = cursor.text();
    else if (field === 2 && wire === 2) feature = readFeature(cursor.message());
    else cursor.skip(wire);
  }
  return [name, feature];
}

function readFeature(cursor: ProtobufCursor): Feature | undefined {
  let feature: Feature | undefined;
  while (!cursor.done) {
    const { field, wire } = cursor.tag();
    if (wire !== 2 || field > 3) cursor.skip(wire);
    else if (field === 1) feature = { type: 'bytes', values: bytesList(cursor.message()) };
    else if (field === 2) feature = { type: 'float', values: floatList(cursor.message()) };
    else feature = { type: 'int64', values: int64List(cursor.message()) };
  }
  return feature;
}

function bytesList(cursor: ProtobufCursor): Uint8Array[] {
  const values: Uint8Array[] = [];
  eachField(cursor, 1, 2, () => values.push(cursor.bytes()));
  return values;
}

/** Both ways of writing a list are allowed: packed as one field, or a field for each value. */
function floatList(cursor: ProtobufCursor): Float32Array {
  const values: number[] = [];
  while (!cursor.done) {
    const { field, wire } = cursor.tag();
    if (field === 1 && wire === 5) values.push(cursor.float());
    else if (field === 1 && wire === 2) {
      const packed = cursor.message();
      if (packed.left % 4 !== 0) throw packed.fault(`begins ${packed.left} bytes of floats of 4`);
      while (!packed.done) values.push(packed.float());
    } else cursor.skip(wire);
  }
  return Float32Array.from(values);
}

function int64List(cursor: ProtobufCursor): BigInt64Array {
  const values: bigint[] = [];
  while (!cursor.done) {
    const { field, wire } = cursor.tag();
    if (field === 1 && wire === 0) values.push(cursor.varint());
    else if (field === 1 && wire === 2) {
      const packed = cursor.message();
      while (!packed.done) values.push(packed.varint());
    } else cursor.skip(wire);
  }
  return BigInt64Array.from(values, (value) => BigInt.asIntN(64, value));
}
