import { withoutZeros } from '../eager/tensor-size.ts';
import { elements, inputAt, shapeAt, type Check, type Known, type KnownCall } from './known-input.ts';

/** Shape of what an op makes, or as many elements in another shape; undefined where it cannot be known. */
type ResultShape = (call: KnownCall) => readonly number[] | undefined;

/** The values of a constant input. */
function values(call: KnownCall, index: number): number[] | undefined {
  const known = inputAt(call, index)?.values;
  return known && Array.from(known);
}

const given =
  (index: number): ResultShape =>
  (call) =>
    values(call, index);

/** Two or more shapes stretched to each other. */
const broadcast: ResultShape = ({ inputs }) => {
  const shapes = inputs.flat().map(({ shape }) => shape);
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_dim, axis) =>
    Math.max(...shapes.map((shape) => shape[shape.length - rank + axis] ?? 1)),
  );
};

/** The first input with margins around it. */
const padded: ResultShape = (call) => {
  const margins = values(call, 1);
  return (
    margins &&
    shapeAt(call, 0).map((dim, axis) => dim + (margins[2 * axis] ?? 0) + (margins[2 * axis + 1] ?? 0))
  );
};

/** The rows of an input, each as long as a constant says. */
const rowsOf =
  (index: number, length: number): ResultShape =>
  (call) => {
    const size = values(call, length);
    return size && [...shapeAt(call, index).slice(0, -1), ...size];
  };

const resized: ResultShape = (call) => {
  const size = values(call, 1);
  const [batch = 0, , , channels = 0] = shapeAt(call, 0);
  return size && [batch, ...size, channels];
};

const joined: ResultShape = ({ inputs }) => [
  inputs.flat().reduce((sum: number, { shape }: Known) => sum + elements(shape), 0),
];

const matrixProduct: ResultShape = (call) => {
  const [a, b] = [shapeAt(call, 0), shapeAt(call, 1)];
  const flipped = (name: string): boolean => call.attributes[name]?.value === true;
  const rows = a.at(flipped('adj_x') ? -1 : -2) ?? 1;
  const columns = b.at(flipped('adj_y') ? -2 : -1) ?? 1;
  const batches = broadcast({ ...call, inputs: [a, b].map((shape) => ({ shape: shape.slice(0, -2) })) });
  return batches && [...batches, rows, columns];
};

const gathered: ResultShape = (call) => {
  const [source, indices] = [shapeAt(call, 0), shapeAt(call, 1)];
  const axis = values(call, 2)?.[0] ?? 0;
  return [elements(indices), elements(source) / Math.max(source.at(axis) ?? 1, 1)];
};

const gatheredNd: ResultShape = (call) => {
  const [source, indices] = [shapeAt(call, 0), shapeAt(call, 1)];
  const depth = indices.at(-1) ?? 0;
  return [elements(indices.slice(0, -1)), elements(source.slice(depth))];
};

const BROADCASTING = [
  ...[
    'AddV2',
    'Atan2',
    'BitwiseAnd',
    'Equal',
    'FloorDiv',
    'FloorMod',
    'Greater',
    'GreaterEqual',
    'Less',
    'LessEqual',
  ],
  ...['LogicalAnd', 'LogicalOr', 'Maximum', 'Minimum', 'Mul', 'NotEqual', 'Pow', 'RealDiv', 'SelectV2'],
  ...['SquaredDifference', 'Sub'],
];

/** What the ops make that can make more than they are given. */
const RESULT_SHAPES: Readonly<Record<string, ResultShape>> = {
  AvgPoolGrad: given(0),
  AvgPool3DGrad: given(0),
  BatchMatMulV2: matrixProduct,
  Bincount: given(1),
  BroadcastTo: given(1),
  ConcatV2: joined,
  Conv2DBackpropFilter: given(1),
  Conv2DBackpropInput: given(0),
  Conv3DBackpropFilterV2: given(1),
  Conv3DBackpropInputV2: given(0),
  CropAndResize: (call) => {
    const size = values(call, 3);
    return size && [shapeAt(call, 1)[0] ?? 0, ...size, shapeAt(call, 0)[3] ?? 0];
  },
  CropAndResizeGradImage: given(3),
  DenseBincount: rowsOf(0, 1),
  DepthwiseConv2dNativeBackpropFilter: given(1),
  DepthwiseConv2dNativeBackpropInput: given(0),
  Diag: (call) => [...shapeAt(call, 0), ...shapeAt(call, 0)],
  Fill: given(0),
  GatherNd: gatheredNd,
  GatherV2: gathered,
  ImageProjectiveTransformV3: (call) => {
    const size = values(call, 2);
    const [batch = 0, , , channels = 0] = shapeAt(call, 0);
    return size && [batch, ...size, channels];
  },
  LinSpace: given(2),
  MirrorPad: padded,
  NonMaxSuppressionV4: given(2),
  OneHot: (call) => [...shapeAt(call, 0), ...(values(call, 1) ?? [])],
  Pack: joined,
  PadV2: padded,
  ResizeBilinear: resized,
  ResizeNearestNeighbor: resized,
  ResizeNearestNeighborGrad: resized,
  ScatterNd: given(2),
  SpaceToBatchND: (call) => {
    const [, ...spatial] = shapeAt(call, 0);
    const margins = values(call, 2);
    return (
      margins && [
        shapeAt(call, 0)[0] ?? 0,
        ...spatial.map((dim, axis) => dim + (margins[2 * axis] ?? 0) + (margins[2 * axis + 1] ?? 0)),
      ]
    );
  },
  SparseToDense: given(1),
  StatelessMultinomial: rowsOf(0, 1),
  StatelessRandomNormal: given(0),
  StatelessRandomUniform: given(0),
  StatelessTruncatedNormal: given(0),
  StridedSliceGrad: given(0),
  Tile: (call) => {
    const repeats = values(call, 1);
    return repeats && shapeAt(call, 0).map((dim, axis) => dim * (repeats[axis] ?? 1));
  },
  // The op keeps a table of all slices.
  UniqueV2: (call) => [...withoutZeros(shapeAt(call, 0)), 8],
  UnsortedSegmentSum: (call) => {
    const count = values(call, 2);
    return count && [...count, ...shapeAt(call, 0).slice(shapeAt(call, 1).length)];
  },
};

/** Elements of two inputs whose stretching to each other is not worth a look, whatever their shapes. */
const FEW_ELEMENTS = 2 ** 24;

/** Broadcasting ops are the most frequent, so the usual cases (equal shapes, few elements) are told apart first. */
const checkBroadcast: Check = (call) => {
  let product = 1;
  for (const input of call.inputs) product *= 'shape' in input ? elements(input.shape) : 1;
  if (product < FEW_ELEMENTS) return;
  const [a, b] = [shapeAt(call, 0), shapeAt(call, 1)];
  if (call.inputs.length === 2 && a.length === b.length && a.every((dim, axis) => dim === b[axis])) return;
  call.room.forTensor(call.op, broadcast(call) ?? []);
};

/** The check that memory has room for what `op` makes; undefined for ops that make no more than they are given. */
export function resultSizeCheck(op: string): Check | undefined {
  if (BROADCASTING.includes(op)) return checkBroadcast;
  const resultShape = Object.hasOwn(RESULT_SHAPES, op) ? RESULT_SHAPES[op] : undefined;
  return (
    resultShape &&
    ((call) => {
      const shape = resultShape(call);
      if (shape) call.room.forTensor(op, shape);
    })
  );
}
