import type { LayerUse } from './layer-use.ts';

/** Layers whose every output position multiplies with the whole kernel. */
export const COUNTED: readonly string[] = [
  'Conv1D',
  'Conv2D',
  'Conv3D',
  'DepthwiseConv2D',
  'GroupedConv2D',
  'Dense',
];

/**
 * Counts the multiply-adds of one use of a layer: kernels only, padding as if it were image.
 *
 * @returns The number; null where it is not known: for a class that cannot be counted, and a size that is open.
 */
export function multiplyAdds(use: Pick<LayerUse, 'layer' | 'shape'>): number | null {
  const { layer, shape } = use;
  const kernel = layer.weights.find((weight) => weight.shape.length > 1);
  const kind = layer.getClassName();
  if (kernel === undefined || kind === 'PReLU') return 0;
  if (!COUNTED.includes(kind)) return null;
  const channelsFirst = layer.getConfig()['dataFormat'] === 'channelsFirst';
  const positions = product(channelsFirst ? shape.slice(2) : shape.slice(1, -1));
  return positions === null ? null : positions * (product(kernel.shape) ?? 0);
}

/** The product of the sizes; null if one is open. */
export function product(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce<number | null>(
    (size, axis) => (size === null || axis === null ? null : size * axis),
    1,
  );
}
