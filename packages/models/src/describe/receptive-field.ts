import type { layers } from '@tensorflow/tfjs-layers';
import type { LayerUse } from './layer-use.ts';

/** What one number of a feature map sees of the image, axis by axis: height and width. */
export interface ReceptiveField {
  /** Pixels of the image, those of the padding around it included. */
  readonly size: readonly number[];
  /** Pixels of the image from one number of the map to the next; null behind a layer without image axes. */
  readonly stride: readonly number[] | null;
}

/** A window that slides over its input. */
interface Window {
  readonly size: readonly number[];
  readonly stride: readonly number[];
}

/** Layers that look at one position at a time, or move positions about by whole ones. */
const POINTWISE: ReadonlySet<string> = new Set([
  ...['Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax', 'BatchNormalization'],
  ...[
    'LayerNormalization',
    'LocalResponseNormalization',
    'Dropout',
    'SpatialDropout1D',
    'AlphaDropout',
    'GaussianDropout',
  ],
  ...[
    'GaussianNoise',
    'Rescaling',
    'ZeroPadding2D',
    'Cropping2D',
    'Masking',
    'Add',
    'Subtract',
    'Multiply',
    'Average',
  ],
  ...['Maximum', 'Minimum', 'Concatenate', 'Dense'],
]);

const SLIDING = /^(?:Grouped|Depthwise|Separable)?Conv[123]D$|^(?:Max|Average)Pooling[123]D$/;

/** Layers that see the whole of every channel. */
const WHOLE: ReadonlySet<string> = new Set([
  ...['Flatten', 'Reshape', 'GlobalAveragePooling1D', 'GlobalMaxPooling1D'],
  ...['GlobalAveragePooling2D', 'GlobalMaxPooling2D'],
]);

/**
 * The receptive field of a layer's output, from those of its inputs; of several inputs the largest, axis by axis.
 *
 * @param use - The layer.
 * @param inputs - The fields of its inputs.
 * @returns The field; null for a layer that is not known to see a window, for all that follow it, and where there are no images.
 * @see Araujo et al. 2019, "Computing receptive fields of convolutional neural networks", https://doi.org/10.23915/distill.00021
 */
export function receptiveField(
  use: LayerUse,
  inputs: readonly (ReceptiveField | null)[],
): ReceptiveField | null {
  const kind = use.layer.getClassName();
  if (kind === 'InputLayer') {
    const pixel = use.shape.slice(2).map(() => 1);
    return pixel.length === 0 ? null : { size: pixel, stride: pixel };
  }
  const field = widest(inputs);
  if (field === null || field.stride === null || POINTWISE.has(kind)) return field;
  const [input] = use.inputs;
  const sizes = input === undefined ? [] : imageAxes(input);
  if (WHOLE.has(kind)) return closed(field, sizes);
  const window = windowOf(use, sizes);
  return window === null ? null : behind(field, field.stride, window);
}

function widest(fields: readonly (ReceptiveField | null)[]): ReceptiveField | null {
  let all: ReceptiveField | null = null;
  for (const field of fields) {
    if (field === null) return null;
    all =
      all === null ? field : { size: larger(all.size, field.size), stride: larger(all.stride, field.stride) };
  }
  return all;
}

function larger<Sizes extends readonly number[] | null>(a: Sizes, b: Sizes): Sizes | readonly number[] {
  if (a === null || b === null) return a ?? b;
  return a.map((size, axis) => Math.max(size, b[axis] ?? size));
}

function behind(field: ReceptiveField, stride: readonly number[], window: Window): ReceptiveField {
  return {
    size: field.size.map((size, axis) => size + ((window.size[axis] ?? 1) - 1) * (stride[axis] ?? 1)),
    stride: stride.map((step, axis) => step * (window.stride[axis] ?? 1)),
  };
}

/** Behind a layer that sees all positions there is no next one. */
function closed(field: ReceptiveField, sizes: readonly (number | null)[]): ReceptiveField | null {
  if (sizes.includes(null)) return null;
  const whole = { size: sizes.map(Number), stride: sizes.map(() => 1) };
  return { size: behind(field, field.stride ?? [], whole).size, stride: null };
}

function imageAxes(use: LayerUse): (number | null)[] {
  return use.layer.getConfig()['dataFormat'] === 'channelsFirst'
    ? use.shape.slice(2)
    : use.shape.slice(1, -1);
}

function windowOf({ layer, shape }: LayerUse, sizes: readonly (number | null)[]): Window | null {
  const kind = layer.getClassName();
  const axes = (option: string): number[] => axesOf(layer, option, sizes.length);
  if (SLIDING.test(kind)) {
    const dilation = axes('dilationRate');
    const kernel = axes(kind.endsWith('Pooling2D') || kind.includes('Pooling') ? 'poolSize' : 'kernelSize');
    const size = kernel.map((taps, axis) => (taps - 1) * (dilation[axis] ?? 1) + 1);
    return { size, stride: axes('strides') };
  }
  if (kind === 'UpSampling2D') return { size: [1, 1], stride: axes('size').map((size) => 1 / size) };
  if (kind === 'Conv2DTranspose') {
    const strides = axes('strides');
    const size = axes('kernelSize').map((taps, axis) => Math.ceil(taps / (strides[axis] ?? 1)));
    return { size, stride: strides.map((stride) => 1 / stride) };
  }
  if (kind === 'AdaptiveAveragePooling2D' && !sizes.includes(null)) {
    const windows = sizes.map((size, axis) => adaptiveWindow(Number(size), Number(shape[axis + 1])));
    return { size: windows, stride: sizes.map((size, axis) => Number(size) / Number(shape[axis + 1])) };
  }
  return null;
}

/** An option of a layer that is one number for all axes, or one for each. */
function axesOf(layer: layers.Layer, option: string, count: number): number[] {
  const value = layer.getConfig()[option] ?? 1;
  return Array.isArray(value) ? value.map(Number) : Array.from({ length: count }, () => Number(value));
}

/** The largest of the windows from `floor(i * size / count)` to `ceil((i + 1) * size / count)`. */
function adaptiveWindow(size: number, count: number): number {
  const widths = Array.from(
    { length: count },
    (_, index) => Math.ceil(((index + 1) * size) / count) - Math.floor((index * size) / count),
  );
  return Math.max(...widths);
}
