import type { RecordedNode, Value } from './recorded-node.ts';

/** A sum of an image and a vector with one number per channel. */
export interface ChannelSum {
  /** `[batch, height, width, channels]`. */
  readonly image: Value;
  /** `[channels]`. */
  readonly vector: Value;
  /** Which input of the op the image is. */
  readonly place: 0 | 1;
}

/** What an op adds, if it adds a vector to an image. */
export function channelSum({ op, inputs, attributes }: RecordedNode): ChannelSum | undefined {
  if (op !== 'AddV2' && op !== 'BiasAdd') return undefined;
  if ((attributes['data_format']?.value ?? 'NHWC') !== 'NHWC') return undefined;
  const [a, b] = inputs as [Value, Value];
  if (isSum(a, b)) return { image: a, vector: b, place: 0 };
  return op === 'AddV2' && isSum(b, a) ? { image: b, vector: a, place: 1 } : undefined;
}

function isSum(image: Value, vector: Value): boolean {
  return image.shape.length === 4 && vector.shape.length === 1 && vector.shape[0] === image.shape.at(-1);
}
