import '@tensorflow/tfjs-backend-cpu';
import { io, memory, randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { createModel } from '../src/index.ts';
import type { ModelName } from '../src/index.ts';

/** Saves a model, keeps of it what a file would keep, and loads that with nothing of ours registered. */
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

test.each([
  ['plain20', {}],
  ['resnet20', {}],
  ['resnet20', { shortcut: 'B', shortcutPadding: 'both' }],
  ['resnet20', { shortcut: 'C', inputShape: [15, 9, 2], classifierActivation: 'softmax' }],
  ['plain18', { inputShape: [32, 32, 3] }],
  ['resnet18', { inputShape: [33, 32, 3], shortcut: 'A' }],
  ['resnet50', { inputShape: [32, 32, 3], strideIn: '3x3' }],
] as const)('%s %j loads in plain tfjs and gives the same outputs', async (name, options) => {
  const before = memory().numTensors;
  const model = createModel(name as ModelName, options);
  const shape = (model.inputs[0]?.shape.slice(1) ?? []) as number[];
  tidy(() => {
    const images = randomNormal([4, ...shape], 1, 2, 'float32', 1);
    model.apply(images, { training: true }); // running statistics that are not those of a new net
  });
  const loaded = await saveAndLoad(model);
  tidy(() => {
    const images = randomNormal([2, ...shape], 1, 2, 'float32', 2);
    const [ours, theirs] = [model, loaded].map((each) => (each.predict(images) as Tensor).dataSync());
    expect(theirs).toEqual(ours);
  });
  expect(loaded.layers.map((layer) => layer.getConfig())).toEqual(
    model.layers.map((layer) => layer.getConfig()),
  );
  for (const each of [model, loaded]) each.dispose();
  expect(memory().numTensors).toBe(before);
});
