import { type as typeAttribute } from '../eager/attributes.ts';
import { elementBytes, TF_FLOAT, TF_INT32, TF_INT64 } from '../native/data-types.ts';
import {
  recordedNode,
  type ConstantValues,
  type RecordedNode,
  type Value,
  type ValueInput,
} from './recorded-node.ts';

/** A constant as it was recorded at each of several batch sizes. */
export type ConstantSamples = readonly ConstantValues[];

const bytesOf = (values: Int32Array | BigInt64Array | Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const op = (
  name: string,
  inputs: readonly ValueInput[],
  of: { readonly type: number; readonly shape: readonly number[] },
  attributes: RecordedNode['attributes'] = {},
): Value => recordedNode({ op: name, inputs, attributes, scope: 'batch' }, [of]).outputs[0] as Value;

function constant(type: number, shape: readonly number[], bytes: Uint8Array): Value {
  const values = { type, shape, bytes };
  return recordedNode({ op: 'Const', inputs: [], attributes: {}, constant: values, scope: '' }, [values])
    .outputs[0] as Value;
}

const int32 = (values: readonly number[], shape: readonly number[]): Value =>
  constant(TF_INT32, shape, bytesOf(Int32Array.from(values)));

const float32 = (value: number): Value => constant(TF_FLOAT, [], bytesOf(Float32Array.of(value)));

function numbersOf({ type, bytes }: ConstantValues): readonly number[] | undefined {
  const { buffer } = bytes.slice();
  if (type === TF_INT32) return Array.from(new Int32Array(buffer));
  if (type === TF_INT64) return Array.from(new BigInt64Array(buffer), Number);
  return type === TF_FLOAT ? Array.from(new Float32Array(buffer)) : undefined;
}

/** The size of the batch that a tensor has in its first dimension: int32, a scalar. */
export function batchSizeOf(tensor: Value): Value {
  const shape = op('Shape', [tensor], { type: TF_INT32, shape: [tensor.shape.length] });
  const [zero, one] = [int32([0], [1]), int32([1], [1])];
  return op(
    'StridedSlice',
    [shape, zero, one, one],
    { type: TF_INT32, shape: [] },
    { shrink_axis_mask: { kind: 'int', value: 1 } },
  );
}

/** `a + k * batch` for each element of `columns`, its values at the sizes; undefined where no such numbers are. */
function linear(
  columns: readonly (readonly number[])[],
  sizes: readonly number[],
): { readonly a: readonly number[]; readonly k: readonly number[] } | undefined {
  const [first = 0, second = 0] = sizes;
  const k = columns.map(([one = 0, two = 0]) => (two - one) / (second - first));
  const a = columns.map(([one = 0], index) => one - (k[index] ?? 0) * first);
  const fits = columns.every((values, index) =>
    values.every((value, sample) => value === (a[index] ?? 0) + (k[index] ?? 0) * (sizes[sample] ?? 0)),
  );
  return fits && [...a, ...k].every(Number.isInteger) ? { a, k } : undefined;
}

/** `a + k * batch` as int32, of this shape. */
function linearValue(
  { a, k }: { readonly a: readonly number[]; readonly k: readonly number[] },
  shape: readonly number[],
  batch: Value,
): Value {
  const of = { type: TF_INT32, shape };
  const grown = op('Mul', [int32(k, shape), batch], of);
  return a.every((value) => value === 0) ? grown : op('AddV2', [int32(a, shape), grown], of);
}

const cast = (value: Value, type: number, dtype: 'int64' | 'float32'): Value =>
  op('Cast', [value], { type, shape: value.shape }, { DstT: typeAttribute(dtype) });

/** A number that is a multiple of the batch's size, or of one by it, as JavaScript computes them. */
function scalarValue(values: readonly number[], sizes: readonly number[], batch: Value): Value | undefined {
  const [value = 0] = values;
  const [size = 1] = sizes;
  const fits = (of: (batchSize: number) => number): boolean =>
    values.every((each, sample) => each === Math.fround(of(sizes[sample] ?? 0)));
  const count = cast(batch, TF_FLOAT, 'float32');
  const scalar = { type: TF_FLOAT, shape: [] };
  const factor = value / size;
  if (fits((batchSize) => factor * batchSize)) return op('Mul', [float32(factor), count], scalar);
  const share = Math.round(1 / (value * size));
  if (fits((batchSize) => 1 / (share * batchSize))) {
    const all = op('Mul', [int32([share], []), batch], { type: TF_INT32, shape: [] });
    return op('RealDiv', [float32(1), cast(all, TF_FLOAT, 'float32')], scalar);
  }
  const sum = Math.round(value * size);
  return fits((batchSize) => sum / batchSize) ? op('RealDiv', [float32(sum), count], scalar) : undefined;
}

/** A constant that has as many equal elements as the batch asks for. */
function filled(samples: ConstantSamples, sizes: readonly number[], batch: Value): Value | undefined {
  const [{ type, shape, bytes } = { type: 0, shape: [], bytes: new Uint8Array() }] = samples;
  const element = elementBytes(type);
  const first = bytes.slice(0, element);
  const isUniform = samples.every((sample) =>
    sample.bytes.every((byte, place) => byte === first[place % element]),
  );
  if (!isUniform || bytes.length === 0) return undefined;
  const dims = linear(
    shape.map((_, axis) => samples.map((sample) => sample.shape[axis] ?? 0)),
    sizes,
  );
  if (!dims) return undefined;
  const open = shape.map((size, axis) => ((dims.k[axis] ?? 0) === 0 ? size : -1));
  return op('Fill', [linearValue(dims, [shape.length], batch), constant(type, [], first)], {
    type,
    shape: open,
  });
}

/**
 * What computes a constant that differs with the size of the batch: sizes and counts that grow with it, means' factors, and
 * constants that are as long as the batch.
 * @param batch - the size of the batch, int32
 * @returns undefined where its values follow no such rule.
 */
export function batchConstant(
  samples: ConstantSamples,
  sizes: readonly number[],
  batch: Value,
): Value | undefined {
  const [first] = samples;
  if (!first) return undefined;
  const { type, shape } = first;
  if (samples.some((sample) => sample.shape.join() !== shape.join()))
    return samples.every((sample) => sample.shape.length === shape.length)
      ? filled(samples, sizes, batch)
      : undefined;
  const rows = samples.map(numbersOf);
  const columns = rows[0]?.map((_, element) => rows.map((row) => row?.[element] ?? Number.NaN));
  if (!columns) return undefined;
  if (type === TF_FLOAT) return shape.length === 0 ? scalarValue(columns[0] ?? [], sizes, batch) : undefined;
  const rule = linear(columns, sizes);
  if (!rule) return undefined;
  const value = linearValue(rule, shape, batch);
  return type === TF_INT64 ? cast(value, TF_INT64, 'int64') : value;
}
