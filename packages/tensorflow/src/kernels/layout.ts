import { backend_util, slice_util, util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { int, string } from '../eager/attributes.ts';
import { expectOutputs } from '../eager/output-count.ts';
import { EngineError } from '../engine-error.ts';
import { as, asNumbers, runOnNumbers } from './casting.ts';
import { channelsLast, inFormat } from './data-format.ts';
import { kernel } from './kernel.ts';
import { sliceMasks, type StridedSliceAttrs } from './strided-slice.ts';

type One = { readonly x: TensorInfo };
type Many = Readonly<Record<string, TensorInfo>>;

/** Kernels that move, repeat, cut or join elements without computing on them. */
export const LAYOUT: readonly KernelConfig[] = [
  kernel('Identity', ({ inputs: { x }, backend }) => backend.share(x)),
  kernel<One, { shape: number[] }>('Reshape', ({ inputs: { x }, attrs: { shape }, backend }) => {
    const dims = util.inferFromImplicitShape(shape, util.sizeFromShape(x.shape));
    return backend.run1('Reshape', [{ exact: x }, backend.int32(dims)]);
  }),
  kernel<{ input: TensorInfo }, { dim: number }>(
    'ExpandDims',
    ({ inputs: { input }, attrs: { dim }, backend }) =>
      backend.run1('ExpandDims', [{ exact: input }, backend.int32(dim)]),
  ),
  kernel<One, { perm: number[] }>('Transpose', ({ inputs: { x }, attrs: { perm }, backend }) =>
    backend.run1('Transpose', [{ exact: x }, backend.int32(perm)]),
  ),
  kernel<One, { reps: number[] }>('Tile', ({ inputs: { x }, attrs: { reps }, backend }) =>
    backend.run1('Tile', [x, backend.int32(reps)]),
  ),
  kernel<One, { shape: number[] }>('BroadcastTo', ({ inputs: { x }, attrs: { shape }, backend }) =>
    backend.run1('BroadcastTo', [x, backend.int32(shape)]),
  ),
  kernel<{ s0: TensorInfo; s1: TensorInfo }>('BroadcastArgs', ({ inputs: { s0, s1 }, backend }) =>
    backend.run1('BroadcastArgs', [s0, s1]),
  ),
  kernel<One, { paddings: [number, number][]; constantValue: number | string }>(
    'PadV2',
    ({ inputs: { x }, attrs: { paddings, constantValue }, backend }) =>
      paddings.length === 0
        ? backend.share(x)
        : backend.run1('PadV2', [
            x,
            backend.int32Matrix(paddings),
            x.dtype === 'string'
              ? backend.strings([String(constantValue)], [])
              : backend.constant(Number(constantValue), x.dtype),
          ]),
  ),
  kernel<One, { paddings: [number, number][]; mode: 'reflect' | 'symmetric' }>(
    'MirrorPad',
    ({ inputs: { x }, attrs: { paddings, mode }, backend }) =>
      backend.run1('MirrorPad', [x, backend.int32Matrix(paddings)], { mode: string(mode.toUpperCase()) }),
  ),
  kernel<One, { begin: number[]; size: number[] }>(
    'Slice',
    ({ inputs: { x }, attrs: { begin, size }, backend }) => {
      const [from, dims] = slice_util.parseSliceParams(x as never, begin, size);
      return backend.run1('Slice', [{ exact: x }, backend.int32(from ?? []), backend.int32(dims ?? [])]);
    },
  ),
  kernel<One, StridedSliceAttrs>('StridedSlice', ({ inputs: { x }, attrs, backend }) =>
    backend.run1(
      'StridedSlice',
      [{ exact: x }, backend.int32(attrs.begin), backend.int32(attrs.end), backend.int32(attrs.strides)],
      sliceMasks(attrs),
    ),
  ),
  kernel<Many, { axis: number }>('Concat', ({ inputs, attrs, backend }) => {
    const tensors = Object.values(inputs);
    const [axis = 0] = util.parseAxisParam(attrs.axis, tensors[0]?.shape ?? []);
    // TensorFlow wants at least two.
    const [only] = tensors;
    if (tensors.length === 1 && only) return backend.share(only);
    return backend.run1('ConcatV2', [tensors, backend.int32(axis)]);
  }),
  kernel<Many, { axis: number }>('Pack', ({ inputs, attrs: { axis }, backend }) =>
    backend.run1('Pack', [Object.values(inputs)], { axis: int(axis) }),
  ),
  kernel<{ value: TensorInfo }, { axis: number }>(
    'Unpack',
    ({ inputs: { value }, attrs: { axis }, backend }) => {
      const [at = 0] = util.parseAxisParam(axis, value.shape);
      const count = value.shape[at] ?? 0;
      return backend.run('Unpack', [value], { num: int(count), axis: int(at) }, count);
    },
  ),
  kernel<One, { numOrSizeSplits: number[] | number; axis: number }>(
    'SplitV',
    ({ inputs: { x }, attrs: { numOrSizeSplits, axis }, backend }) => {
      const [at = 0] = util.parseAxisParam(axis, x.shape);
      const length = x.shape[at] ?? 0;
      if (typeof numOrSizeSplits === 'number' && !(numOrSizeSplits >= 1 && numOrSizeSplits <= length))
        throw new EngineError(
          'INVALID_ARGUMENT',
          `An axis of ${length} elements can be split into 1 to ${length} equal parts, got ${numOrSizeSplits}.`,
        );
      // Before tfjs makes an array of the sizes.
      if (typeof numOrSizeSplits === 'number') expectOutputs('SplitV', numOrSizeSplits);
      const sizes = backend_util.prepareSplitSize(x as never, numOrSizeSplits, at);
      return backend.run(
        'SplitV',
        [x, backend.int32(sizes), backend.int32(at)],
        { num_split: int(sizes.length) },
        sizes.length,
      );
    },
  ),
  kernel<One, { dims: number | number[] }>('Reverse', ({ inputs: { x }, attrs: { dims }, backend }) =>
    x.shape.length === 0
      ? backend.share(x)
      : backend.run1('ReverseV2', [{ exact: x }, backend.int32(util.parseAxisParam(dims, x.shape))]),
  ),
  kernel<{ image: TensorInfo }>('FlipLeftRight', ({ inputs: { image }, backend }) =>
    backend.run1('ReverseV2', [{ exact: image }, backend.int32([2])]),
  ),
  kernel<One, { blockShape: number[]; crops: number[][] }>(
    'BatchToSpaceND',
    ({ inputs: { x }, attrs: { blockShape, crops }, backend }) =>
      as(
        backend,
        backend.run1('BatchToSpaceND', [
          asNumbers(backend, x),
          backend.int32(blockShape),
          backend.int32Matrix(crops),
        ]),
        x.dtype,
      ),
  ),
  kernel<One, { blockShape: number[]; paddings: number[][] }>(
    'SpaceToBatchND',
    ({ inputs: { x }, attrs: { blockShape, paddings }, backend }) =>
      as(
        backend,
        backend.run1('SpaceToBatchND', [
          asNumbers(backend, x),
          backend.int32(blockShape),
          backend.int32Matrix(paddings),
        ]),
        x.dtype,
      ),
  ),
  kernel<One, { blockSize: number; dataFormat: 'NHWC' | 'NCHW' }>(
    'DepthToSpace',
    ({ inputs: { x }, attrs: { blockSize, dataFormat }, backend }) => {
      const images = channelsLast(backend, x, dataFormat);
      const larger = backend.run1('DepthToSpace', [images], { block_size: int(blockSize) });
      return inFormat(backend, larger, dataFormat);
    },
  ),
  kernel('Diag', ({ inputs: { x }, backend }) => runOnNumbers(backend, 'Diag', [x])),
];
