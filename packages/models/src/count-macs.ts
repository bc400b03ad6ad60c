import type { LayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { COUNTED, multiplyAdds } from './describe/multiply-adds.ts';

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
  const shape = node.outputTensors[0]?.shape ?? [];
  const macs = multiplyAdds({ layer, shape });
  if (macs !== null) return macs;
  const kind = layer.getClassName();
  throw new TypeError(
    COUNTED.includes(kind)
      ? `countMacs needs an input of known size; layer ${layer.name} returns ${JSON.stringify(shape)}.`
      : `countMacs cannot count layer ${layer.name} of class ${kind}; it counts ${COUNTED.join(', ')}.`,
  );
}
