import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connect } from './connect.ts';

/** Pixels before and after, of one axis. */
export type Margin = [before: number, after: number];

/**
 * Puts zeros around a feature map by a layer named `<name>_pad`, if there are any to put; told that the channels come first, it
 * takes the width and the channels for the two axes of the image.
 */
export function zeroPad(
  x: SymbolicTensor,
  name: string,
  padding: [Margin, Margin],
  dataFormat: 'channelsFirst' | 'channelsLast' = 'channelsLast',
): SymbolicTensor {
  if (Math.max(...padding.flat()) === 0) return x;
  return connect(layers.zeroPadding2d({ name: `${name}_pad`, padding, dataFormat }), x);
}

/** Refuses an image that is smaller than the window: tfjs-layers would go on with a size of 0 or less. */
export function expectRoom(x: SymbolicTensor, name: string, extent: number): void {
  const [, height, width] = x.shape;
  if ((height ?? extent) >= extent && (width ?? extent) >= extent) return;
  throw new RangeError(
    `${name} needs a padded image of at least ${extent}x${extent} pixels; got ${height}x${width}: use larger images.`,
  );
}
