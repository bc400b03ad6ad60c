// A net of each family of @skipjack/models. This file is copied to a consumer's project, where it runs in Node and in a page.
import { createModel, describe, featureExtractor } from '@skipjack/models';
import { tensor } from '@tensorflow/tfjs-core';

const ALL = ['wasm', 'webgl'];

/**
 * By name in the registry: height and width of the images, two of the model's stages, and the backends that have it. Where it
 * is one alone, the shaders of the other take longer than they are worth. The images of `amplitude` 1 are in [-1, 1); AlexNet's
 * are pixels less their mean, as the paper's: its initial weights are too small for less to arrive at the logits.
 */
export const ZOO = {
  alexnet: { size: 99, amplitude: 128, stages: ['stage1', 'stage5'], backends: ALL },
  vgg11: { size: 32, stages: ['stage2', 'stage5'], backends: ['wasm'] },
  googlenet: { size: 32, stages: ['stage1', 'stage3'], backends: ['wasm'] },
  plain20: { size: 16, stages: ['stage1', 'stage3'], backends: ALL },
  resnet20: { size: 16, stages: ['stage1', 'stage3'], backends: ALL },
  resnet110v2: { size: 8, stages: ['stage1', 'stage3'], backends: ALL },
  resnet18: { size: 64, stages: ['stage1', 'stage4'], backends: ALL },
  resnet50v2: { size: 16, stages: ['stage1', 'stage4'], backends: ['wasm'] },
  resnext50_32x4d: { size: 16, stages: ['stage1', 'stage4'], backends: ['wasm'] },
};
const CLASSES = 10;
const GOLDEN_RATIO = 0.618_033_988_7;

/** Two images, the second of another texture and a quarter of the contrast, the same on every backend. */
function images({ size, amplitude = 1 }) {
  const length = size * size * 3;
  const texture = (step) => Array.from({ length }, (_, index) => 2 * ((index * step) % 1) - 1);
  const values = [...texture(GOLDEN_RATIO), ...texture(2 * GOLDEN_RATIO).map((value) => value / 4)];
  return tensor(
    Float32Array.from(values, (value) => amplitude * value),
    [2, size, size, 3],
  );
}

/** What a model returns, by these names. */
async function predicted(names, model, x) {
  const outputs = {};
  for (const [index, output] of [model.predict(x)].flat().entries()) {
    outputs[names[index]] = { shape: output.shape, numbers: [...(await output.data())] };
    output.dispose();
  }
  model.dispose();
  return outputs;
}

/** What the package makes of a model of the zoo: its description, its logits, and the feature maps of two stages. */
export async function tryModel(name) {
  const { size, stages, ...row } = ZOO[name];
  const options = { inputShape: [size, size, 3] };
  const described = describe(name, { ...options, classes: CLASSES });
  const x = images({ size, ...row });
  const logits = await predicted(['logits'], createModel(name, { ...options, classes: CLASSES }), x);
  const features = await predicted(stages, featureExtractor({ model: name, stages, options }), x);
  x.dispose();
  return { described, outputs: { ...logits, ...features } };
}
