import '@skipjack/tensorflow';
import { registerLayers } from '@skipjack/blocks';
import { io, memory, randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { createModel } from '../src/index.ts';
import type { ModelName } from '../src/index.ts';
import { DEFAULT_FORMS } from './small-forms.ts';

/** Saves a model, keeps of it what a file would keep, and loads that. */
async function saveAndLoad(model: LayersModel): Promise<LayersModel> {
  let saved: io.ModelArtifacts = {};
  const handler = io.withSaveHandler(async (artifacts) => {
    const { modelTopology, weightSpecs, weightData } = artifacts;
    saved = JSON.parse(JSON.stringify({ modelTopology, weightSpecs })) as io.ModelArtifacts;
    if (weightData !== undefined) saved.weightData = weightData;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  return loadLayersModel(io.fromMemory(saved));
}

async function expectSame(model: LayersModel): Promise<void> {
  const shape = (model.inputs[0]?.shape.slice(1) ?? []) as number[];
  tidy(() => {
    const images = randomNormal([4, ...shape], 1, 2, 'float32', 1);
    model.apply(images, { training: true }); // running statistics that are not those of a new net
  });
  const loaded = await saveAndLoad(model);
  tidy(() => {
    const images = randomNormal([2, ...shape], 1, 2, 'float32', 2);
    const [ours, theirs] = [model, loaded].map((each) =>
      [each.predict(images) as Tensor | Tensor[]].flat().map((output) => [...output.dataSync()]),
    );
    expect(ours?.flat().every(Number.isFinite)).toBe(true);
    expect(theirs).toEqual(ours);
  });
  expect(loaded.layers.map((layer) => layer.getConfig())).toEqual(
    model.layers.map((layer) => layer.getConfig()),
  );
  loaded.dispose();
}

/** The nets with layers that tfjs-layers lacks: groups, response normalization, adaptive pooling; dilations are below. */
const OWN_LAYERS = /^(?:alexnet|googlenet|vgg11_lrn|resnext50_32x4d)$/;

// registerLayers cannot be undone: what loads without it comes first.
test.each(DEFAULT_FORMS.filter(({ name }) => !OWN_LAYERS.test(name)))(
  '$name loads in plain tfjs and gives the same outputs',
  async ({ name, options }) => {
    const model = createModel(name, options as Parameters<typeof createModel>[1]);
    await expectSame(model);
    model.dispose();
    expect(memory().numTensors).toBe(0);
  },
);

test.each([
  ['resnet20', { shortcut: 'A', shortcutPadding: 'both', inputShape: [16, 16, 3] }],
  ['resnet20', { shortcut: 'C', inputShape: [15, 9, 2], classifierActivation: 'softmax', pooling: 'max' }],
  ['resnet20', { squeezeExcitation: 4, survival: 0.5, lastGamma: 'zeros', inputShape: [16, 16, 3] }],
  ['resnet18', { inputShape: [33, 32, 3], shortcut: 'A', antialias: true, classes: 10 }],
  ['resnet50', { inputShape: [32, 32, 3], compat: 'keras', stem: 'deep', classes: 10 }],
  ['resnet50v2', { inputShape: [32, 32, 3], compat: 'keras', classes: 0 }],
  ['googlenet', { inputShape: [32, 32, 3], compat: 'torchvision', dropout: 0.5, classes: 10 }],
  ['googlenet', { inputShape: [64, 64, 3], compat: 'torchvision', auxiliary: true, classes: 10 }],
  ['vgg11', { inputShape: [32, 32, 3], compat: 'keras', classes: 10 }],
] as const)('%s with %j loads in plain tfjs and gives the same outputs', async (name, options) => {
  const model = createModel(name as ModelName, options);
  await expectSame(model);
  model.dispose();
  expect(memory().numTensors).toBe(0);
});

const OWN = DEFAULT_FORMS.filter(({ name }) => OWN_LAYERS.test(name));

test.each(OWN)('$name does not load in plain tfjs, which names the layer', async ({ name, options }) => {
  const model = createModel(name, options as Parameters<typeof createModel>[1]);
  await expect(saveAndLoad(model)).rejects.toThrow(/GroupedConv2D|LocalResponseNormalization/);
  model.dispose();
});

test.each([
  ...OWN.map(({ name, options }) => [name, options] as const),
  ['vgg11', { inputShape: [48, 48, 3], compat: 'torchvision', classes: 10 }] as const,
  ['alexnet', { inputShape: [64, 64, 3], compat: 'torchvision', classes: 10 }] as const,
  ['resnet50', { inputShape: [32, 32, 3], outputStride: 16, classes: 10 }] as const,
])('%s with %j loads after registerLayers and gives the same outputs', async (name, options) => {
  registerLayers();
  const model = createModel(name, options as Parameters<typeof createModel>[1]);
  await expectSame(model);
  model.dispose();
});
