import type { layers, LayersModel } from '@tensorflow/tfjs-layers';

/** Layers whose every output position multiplies with the whole kernel: the positions of an output shape. */
const POSITIONS: Readonly<Record<string, (outputShape: readonly number[]) => number>> = {
  Conv1D: ([width = 0]) => width,
  Conv2D: ([height = 0, width = 0]) => height * width,
  Conv3D: ([depth = 0, height = 0, width = 0]) => depth * height * width,
  DepthwiseConv2D: ([height = 0, width = 0]) => height * width,
  Dense: (shape) => shape.slice(0, -1).reduce((positions, axis) => positions * axis, 1),
};

/**
 * Counts the multiply-adds of one image in the convolutions and dense layers of a model, as the papers do.
 *
 * Papers call them FLOPs or MACs; biases, batch normalization, activations and pooling are not counted. Padding counts
 * as if it were image.
 *
 * @param model - A model of tfjs-layers with convolutions, depthwise convolutions and dense layers.
 * @returns The number of multiply-adds, such as 40551040 for `resnet20`.
 * @throws TypeError if a layer has a size that is known only when the model runs, or is of a kind that cannot be counted.
 * @see He et al. 2015, table 1, last row, https://arxiv.org/abs/1512.03385
 */
export function countMacs(model: LayersModel): number {
  return model.layers.reduce((total, layer) => total + layerMacs(layer), 0);
}

function layerMacs(layer: layers.Layer): number {
  const kernels = layer.weights.filter((weight) => weight.shape.length > 1);
  if (kernels.length === 0) return 0;
  const positions = POSITIONS[layer.getClassName()];
  const [kernel] = kernels;
  if (positions === undefined || kernel === undefined) {
    throw new TypeError(
      `countMacs cannot count layer ${layer.name} of class ${layer.getClassName()}; it counts ` +
        `${Object.keys(POSITIONS).join(', ')}.`,
    );
  }
  const [, ...outputShape] = layer.outputShape as (number | null)[];
  if (!outputShape.every((axis) => axis !== null)) {
    throw new TypeError(
      `countMacs needs an input of known size; layer ${layer.name} returns ${JSON.stringify(layer.outputShape)}.`,
    );
  }
  const size = kernel.shape.reduce<number>((product, axis) => product * (axis ?? 1), 1);
  return positions(outputShape) * size;
}
