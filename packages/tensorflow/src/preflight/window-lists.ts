import { EngineError } from '../engine-error.ts';
import { inputAt, shapeAt, shown, type Check, type KnownCall } from './known-input.ts';

/** Attributes that have one number for each axis of the images. */
const LISTS = ['ksize', 'strides', 'dilations', 'rates'] as const;

/** Larger numbers overflow TensorFlow's arithmetic; no image has them. */
const MOST = 2 ** 24;

function refuse({ op }: KnownCall, needs: string, got: readonly number[]): never {
  throw new EngineError('INVALID_ARGUMENT', `TensorFlow's ${op} needs ${needs}, got ${shown(got)}.`);
}

/** The numbers of an attribute; undefined where the call has none. */
function numbers(call: KnownCall, name: string): readonly number[] | undefined {
  const attribute = call.attributes[name];
  return attribute?.kind === 'ints' ? attribute.value : undefined;
}

/** Refuses lists that have not one number, of those that a window may have, for each of `rank` axes. */
function checkLists(call: KnownCall, rank: number): void {
  for (const name of LISTS) {
    const list = numbers(call, name);
    if (list && !(list.length === rank && list.every((one) => one >= 1 && one <= MOST)))
      refuse(call, `${rank} whole numbers from 1 to ${MOST} as its attribute ${name}`, list);
  }
}

/** The sizes of what a gradient makes, where input `index` is a constant. Refuses what is no shape of `rank` axes. */
function sizesAt(call: KnownCall, index: number, rank: number): readonly number[] | undefined {
  const values = inputAt(call, index)?.values;
  const sizes = values && Array.from(values);
  if (!sizes) return undefined;
  // What has no elements has room, however large its other sizes are.
  const product = sizes.reduce((all, size) => all * Math.max(size, 1), 1);
  const overflows = sizes.includes(0) && product > Number.MAX_SAFE_INTEGER;
  if (sizes.length !== rank || sizes.some((size) => size < 0) || overflows)
    refuse(call, `${rank} sizes as input ${index}`, sizes);
  return sizes;
}

const windows =
  (rank: number, sizes?: number): Check =>
  (call) => {
    checkLists(call, rank);
    if (sizes !== undefined) sizesAt(call, sizes, rank);
  };

/** Without oneDNN the gradient of average pooling believes the shape that it is given. */
const averageGradient =
  (rank: number): Check =>
  (call) => {
    checkLists(call, rank);
    const sizes = sizesAt(call, 0, rank);
    const [window, strides] = [numbers(call, 'ksize'), numbers(call, 'strides')];
    if (!sizes || !window || !strides) return;
    const same = call.attributes['padding']?.value === 'SAME';
    const result = sizes.map((size, axis) => {
      const stride = strides[axis] ?? 1;
      return Math.ceil((same ? size : size - (window[axis] ?? 1) + 1) / stride);
    });
    if (shown(result) !== shown(shapeAt(call, 1)))
      refuse(call, `a gradient of shape ${shown(result)} as input 1`, shapeAt(call, 1));
  };

/** For every op that slides a window over images or volumes: TensorFlow reads past the end of lists that are too short. */
export const WINDOW_LISTS: Readonly<Record<string, Check>> = {
  AvgPool: windows(4),
  AvgPool3D: windows(5),
  AvgPool3DGrad: averageGradient(5),
  AvgPoolGrad: averageGradient(4),
  Conv2D: windows(4),
  Conv2DBackpropFilter: windows(4, 1),
  Conv2DBackpropInput: windows(4, 0),
  Conv3D: windows(5),
  Conv3DBackpropFilterV2: windows(5, 1),
  Conv3DBackpropInputV2: windows(5, 0),
  DepthwiseConv2dNative: windows(4),
  DepthwiseConv2dNativeBackpropFilter: windows(4, 1),
  DepthwiseConv2dNativeBackpropInput: windows(4, 0),
  Dilation2D: windows(4),
  Dilation2DBackpropFilter: windows(4),
  Dilation2DBackpropInput: windows(4),
  MaxPool: windows(4),
  MaxPool3D: windows(5),
  MaxPool3DGrad: windows(5),
  MaxPoolGrad: windows(4),
  MaxPoolWithArgmax: windows(4),
};
