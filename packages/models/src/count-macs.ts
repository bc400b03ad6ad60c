import type { layers, LayersModel, Sequential } from '@tensorflow/tfjs-layers';

/** Layers whose every output position multiplies with the whole kernel. */
const COUNTED: readonly string[] = [
  'Conv1D',
  'Conv2D',
  'Conv3D',
  'DepthwiseConv2D',
  'GroupedConv2D',
  'Dense',
];

/** One use of a layer in a model. */
type Node = NonNullable<LayersModel['nodesByDepth'][string]>[number];

/**
 * Counts the multiply-adds of one image in the convolutions and dense layers of a model, as the papers do.
 *
 * Papers call them FLOPs or MACs; biases, batch normalization, activations (PReLU among them) and pooling are not
 * counted. Padding counts as if it were image. A layer or nested model that is used several times counts each time.
 *
 * @param model - A model of tfjs-layers with convolutions, depthwise convolutions and dense layers.
 * @returns The number of multiply-adds, such as 40551040 for `resnet20`.
 * @throws TypeError if a layer has a size that is known only when the model runs, or is of a kind that cannot be counted.
 * @see He et al. 2015, table 1, last row, https://arxiv.org/abs/1512.03385
 */
export function countMacs(model: LayersModel): number {
  if (!model.built) (model as Sequential).build(); // a Sequential has no nodes before its first use
  return Object.values(model.nodesByDepth)
    .flat()
    .reduce((total, node) => total + nodeMacs(node), 0);
}

function nodeMacs(node: Node): number {
  const layer = node.outboundLayer;
  if ('layers' in layer) return countMacs(layer as LayersModel);
  const kernel = kernelOf(layer);
  if (kernel === undefined) return 0;
  const shape = node.outputTensors[0]?.shape ?? [];
  if (!shape.slice(1).every((axis) => axis !== null)) {
    throw new TypeError(
      `countMacs needs an input of known size; layer ${layer.name} returns ${JSON.stringify(shape)}.`,
    );
  }
  const channelsFirst = layer.getConfig()['dataFormat'] === 'channelsFirst';
  return product(channelsFirst ? shape.slice(2) : shape.slice(1, -1)) * product(kernel.shape);
}

/** What the layer multiplies its input with, if anything that counts. */
function kernelOf(layer: layers.Layer): layers.Layer['weights'][number] | undefined {
  const kernel = layer.weights.find((weight) => weight.shape.length > 1);
  const kind = layer.getClassName();
  if (kernel === undefined || kind === 'PReLU') return undefined;
  if (COUNTED.includes(kind)) return kernel;
  throw new TypeError(
    `countMacs cannot count layer ${layer.name} of class ${kind}; it counts ${COUNTED.join(', ')}.`,
  );
}

function product(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((size, axis) => size * (axis ?? 1), 1);
}
