import { add, conv2d, mean, reshape, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { layers, model as layersModel } from '@tensorflow/tfjs-layers';
import type { layers as tfLayers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

type Layer = tfLayers.Layer;

/** Layers that do the same at every place of a feature map, and that a head consists of. */
const HEAD = ['Dense', 'Dropout', 'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'BatchNormalization'];
const GLOBAL = ['GlobalAveragePooling2D', 'GlobalMaxPooling2D'];

const kindOf = (tensor: SymbolicTensor): string => tensor.sourceLayer.getClassName();

/** Whether a layer makes one axis of an image's pixels, so that it goes with one size of image alone. */
function isTied(layer: Layer, input: SymbolicTensor | undefined): boolean {
  const kind = layer.getClassName();
  if ('layers' in layer) return (layer as LayersModel).layers.some((inner) => isTied(inner, undefined));
  return kind === 'Flatten' || (['Reshape', 'Permute'].includes(kind) && input?.shape.length !== 2);
}

/** The first layer from the input to `tensor` that is tied to a size. */
function tiedLayer(tensor: SymbolicTensor, seen: Set<SymbolicTensor> = new Set()): Layer | undefined {
  if (seen.has(tensor)) return undefined;
  seen.add(tensor);
  const { sourceLayer, inputs } = tensor;
  for (const input of inputs) {
    const found = tiedLayer(input, seen);
    if (found) return found;
  }
  return isTied(sourceLayer, inputs[0]) ? sourceLayer : undefined;
}

/** The end of a net from the last layer that sees more than one place: `first` behind it, `last` the logits. */
function headOf(logits: SymbolicTensor): { readonly start: SymbolicTensor; readonly head: readonly Layer[] } {
  const head: Layer[] = [];
  let start = logits;
  while (HEAD.includes(kindOf(start)) && start.inputs[0]) {
    head.unshift(start.sourceLayer);
    start = start.inputs[0];
  }
  return { start, head };
}

function weightOf(layer: Layer, name: string): Tensor | undefined {
  return layer.weights.find(({ originalName }) => originalName.endsWith(name))?.read();
}

/** A dense layer over all pixels of a map of `size` as a convolution whose window is that map: `[n, h, w, c] -> [n, h', w', units]`. */
function asConvolution(layer: Layer, [height, width, channels]: readonly number[]) {
  const activation = layers.activation({ activation: layer.getConfig()['activation'] as 'relu' });
  return (features: Tensor4D): Tensor4D => {
    const kernel = weightOf(layer, 'kernel') as Tensor2D;
    const bias = weightOf(layer, 'bias');
    const [h = 0, w = 0] = [height, width];
    if (features.shape[1] < h || features.shape[2] < w) {
      throw new RangeError(
        `${layer.name} needs a feature map of at least ${h}x${w}; got ${features.shape[1]}x${features.shape[2]}: give larger images.`,
      );
    }
    const filters = reshape(kernel, [h, w, channels ?? 0, kernel.shape[1]]) as Tensor4D;
    const map = conv2d(features, filters, 1, 'valid');
    return activation.apply(bias ? add(map, bias) : map) as Tensor4D;
  };
}

const meanOverMap = (map: Tensor4D): Tensor2D => mean(map, [1, 2]);

/**
 * The net applied to whole images of any size, with the fully connected layers as convolutions and the map of class scores
 * averaged: `[batch, height, width, channels] -> [batch, classes]`, in inference mode. Shares the model's weights.
 *
 * Differs: where the net pads by what its own size needs (Caffe's rounding of pooling), images of other sizes get that padding too.
 * @throws RangeError if a layer is tied to one size of image and is no head of dense layers.
 * @see Simonyan and Zisserman 2015, section 3.2, https://arxiv.org/abs/1409.1556
 */
export function densePass(model: LayersModel): (images: Tensor4D) => Tensor2D {
  const [logits] = model.outputs;
  const refusal = (layer: Layer | undefined): RangeError =>
    new RangeError(
      `the model ${model.name} cannot be applied to whole images, because its layer ${layer?.name} (${layer?.getClassName()}) goes with one size of image; use crops: 'multi' instead.`,
    );
  if (!logits) throw refusal(undefined);
  const { start, head } = headOf(logits);
  const flat = kindOf(start) === 'Flatten' ? start.inputs[0] : undefined;
  const tied = tiedLayer(flat ?? start);
  if (tied) throw refusal(tied);
  if (!flat) {
    if (!GLOBAL.includes(kindOf(start))) throw refusal(start.sourceLayer);
    const pooled = layersModel({ inputs: model.inputs, outputs: logits });
    return (images) => tidy(() => pooled.apply(images, { training: false }) as Tensor2D);
  }
  const features = layersModel({ inputs: model.inputs, outputs: flat });
  const size = flat.shape.slice(1).map(Number);
  const place = head.findIndex((layer) => layer.getClassName() === 'Dense');
  const [before, dense, behind] = [head.slice(0, Math.max(place, 0)), head[place], head.slice(place + 1)];
  const other = before.find((layer) => layer.getClassName() === 'BatchNormalization');
  if (!dense || other || size.length !== 3) throw refusal(other ?? start.sourceLayer);
  const convolve = asConvolution(dense, size);
  const through = (map: Tensor, chain: readonly Layer[]): Tensor =>
    chain.reduce((x, layer) => layer.apply(x, { training: false }) as Tensor, map);
  return (images) =>
    tidy(() => {
      const map = through(features.apply(images, { training: false }) as Tensor, before);
      return meanOverMap(through(convolve(map as Tensor4D), behind) as Tensor4D);
    });
}
