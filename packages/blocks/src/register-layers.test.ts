import '@tensorflow/tfjs-backend-cpu';
import { io, randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, layers, loadLayersModel, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { adaptiveAveragePool } from './adaptive-average-pool.ts';
import { BatchNormalization } from './batch-normalization.ts';
import { conv } from './conv.ts';
import { convBn } from './conv-bn.ts';
import { dropout } from './dropout.ts';
import { localResponseNormalization } from './local-response-normalization.ts';
import { registerLayers } from './register-layers.ts';

const images = randomNormal([4, 6, 6, 3], 0, 1, 'float32', 1);

function outputs(net: LayersModel): number[] {
  return tidy(() => [...(net.predict(images) as Tensor).dataSync()]);
}

function trainOnce(net: LayersModel): void {
  tidy(() => void net.apply(images, { training: true }));
}

async function saveAndLoad(net: LayersModel): Promise<LayersModel> {
  let artifacts: io.ModelArtifacts = {};
  const handler = io.withSaveHandler(async (given) => {
    artifacts = JSON.parse(JSON.stringify({ ...given, weightData: undefined })) as io.ModelArtifacts;
    if (given.weightData !== undefined) artifacts.weightData = given.weightData;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await net.save(handler);
  return loadLayersModel(io.fromMemory(artifacts));
}

function ours(): LayersModel {
  const image = input({ shape: [6, 6, 3] });
  const x = convBn(image, { name: 'stem', filters: 4, kernelSize: 3, stride: 2 });
  return model({ inputs: image, outputs: x });
}

// The two tests run in this order: nothing is registered in the first.
test('a model saved by Skipjack loads in plain tfjs and gives the same outputs', async () => {
  const net = ours();
  trainOnce(net);
  const loaded = await saveAndLoad(net);
  const bn = loaded.getLayer('stem_bn');
  expect(bn).not.toBeInstanceOf(BatchNormalization);
  expect(bn.getConfig()).toEqual(net.getLayer('stem_bn').getConfig());
  expect(bn.getConfig()).toMatchObject({ momentum: 0.9, epsilon: 1e-5 });
  expect(outputs(loaded)).toEqual(outputs(net));
});

test('after registerLayers() models load with our batch normalization, whoever saved them', async () => {
  const image = input({ shape: [6, 6, 3] });
  const theirs = layers.batchNormalization({ name: 'bn', momentum: 0.5 });
  const plain = model({ inputs: image, outputs: theirs.apply(image) as SymbolicTensor });
  const net = ours();
  net.getLayer('stem_bn').trainable = false;
  for (const each of [plain, net]) trainOnce(each);
  registerLayers();
  const [loadedPlain, loadedNet] = [await saveAndLoad(plain), await saveAndLoad(net)];
  expect(loadedPlain.getLayer('bn')).toBeInstanceOf(BatchNormalization);
  expect(loadedPlain.getLayer('bn').getConfig()).toMatchObject({ momentum: 0.5, epsilon: 1e-3 });
  expect(outputs(loadedPlain)).toEqual(outputs(plain));
  expect(loadedNet.getLayer('stem_bn')).toBeInstanceOf(BatchNormalization);
  expect(loadedNet.getLayer('stem_bn').trainable).toBe(false);
  expect(outputs(loadedNet)).toEqual(outputs(net));
});

test('after registerLayers() models with layers that tfjs-layers lacks load, and predict the same', async () => {
  registerLayers();
  const image = input({ shape: [9, 9, 4] });
  let x = conv(image, { name: 'g', filters: 6, kernelSize: 3, groups: 2, bias: true, initialBias: 1 });
  x = dropout(localResponseNormalization(x, { name: 'g' }), { name: 'g', rate: 0.5, seed: 3 });
  const net = model({ inputs: image, outputs: adaptiveAveragePool(x, { name: 'a', outputSize: 4 }) });
  const loaded = await saveAndLoad(net);
  expect(loaded.layers.map((layer) => layer.constructor)).toEqual(
    net.layers.map((layer) => layer.constructor),
  );
  expect(loaded.layers.map((layer) => layer.getConfig())).toEqual(
    net.layers.map((layer) => layer.getConfig()),
  );
  tidy(() => {
    const probe = randomNormal([2, 9, 9, 4], 0, 1, 'float32', 2);
    expect((loaded.predict(probe) as Tensor).dataSync()).toEqual((net.predict(probe) as Tensor).dataSync());
  });
});
