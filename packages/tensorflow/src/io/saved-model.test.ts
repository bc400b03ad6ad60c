import * as tf from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { fileSystem } from '../index.ts';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

/** Trained for a step, so that the moving averages and Adam's moments are not what they start with. */
async function trainedNet(units = 3): Promise<LayersModel> {
  const net = sequential({
    layers: [
      layers.conv2d({ inputShape: [6, 6, 2], filters: 4, kernelSize: 3, useBias: false }),
      layers.batchNormalization(),
      layers.flatten(),
      layers.dense({ units }),
    ],
  });
  net.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  const [x, y] = [images(), tf.ones([5, units])];
  await net.trainOnBatch(x, y);
  tf.dispose([x, y]);
  return net;
}

const images = (): tf.Tensor => tf.tidy(() => tf.reshape(tf.cos(tf.range(0, 360)), [5, 6, 6, 2]));

function outputOf(net: LayersModel): number[] {
  return tf.tidy(() => {
    const y = net.predict(images());
    return [...(Array.isArray(y) ? tf.concat(y) : y).dataSync()];
  });
}

test('a saved net loads with the same outputs, and nothing leaks', async () => {
  const folder = join(temporaryFolder(), 'made', 'for it');
  const net = await trainedNet();
  net.setUserDefinedMetadata({ epoch: 3 });
  const before = tf.memory().numTensors;
  const { modelArtifactsInfo } = await net.save(`file://${folder}`);
  const loaded = await loadLayersModel(`file://${folder}/model.json`);
  expect(outputOf(loaded)).toEqual(outputOf(net));
  expect(loaded.getUserDefinedMetadata()).toEqual({ epoch: 3 });
  expect(modelArtifactsInfo.weightDataBytes).toBe(4 * net.countParams());
  loaded.dispose();
  expect(tf.memory().numTensors).toBe(before);
  net.dispose();
});

test('the folder has model.json and one weights file, as tfjs-node writes it', async () => {
  const folder = temporaryFolder();
  const net = await trainedNet();
  await net.save(`file://${folder}`);
  expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
  const json: unknown = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  expect(json).toMatchObject({
    format: 'layers-model',
    generatedBy: expect.stringContaining('tfjs-layers'),
    convertedBy: null,
    weightsManifest: [{ paths: ['weights.bin'] }],
  });
  net.dispose();
});

test('the optimizer goes on where it was', async () => {
  const folder = temporaryFolder();
  const net = await trainedNet();
  await net.save(`file://${folder}`, { includeOptimizer: true });
  const loaded = await loadLayersModel(`file://${folder}/model.json`);
  const [x, y] = [images(), tf.ones([5, 3])];
  expect(await loaded.trainOnBatch(x, y)).toBe(await net.trainOnBatch(x, y));
  expect(outputOf(loaded)).toEqual(outputOf(net));
  tf.dispose([x, y]);
  loaded.dispose();
  net.dispose();
});

test('plain and relative paths work, by fileSystem and after file://', async () => {
  const folder = temporaryFolder();
  const here = relative(process.cwd(), folder);
  const net = await trainedNet();
  await net.save(`file://./${here}/a`);
  await net.save(fileSystem(join(folder, 'b')));
  const loaded = [
    await loadLayersModel(fileSystem(join(folder, 'a', 'model.json'))),
    await loadLayersModel(fileSystem(join(here, 'a', 'model.json'))),
    await loadLayersModel(`file://${here}/b/model.json`),
  ];
  for (const one of loaded) {
    expect(outputOf(one)).toEqual(outputOf(net));
    one.dispose();
  }
  net.dispose();
});

test('saving again replaces the model and leaves other files alone', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  writeFileSync(join(folder, 'weights.bin'), 'of another program');
  const [first, second] = [await trainedNet(), await trainedNet(2)];
  await first.save(`file://${folder}`);
  await second.save(`file://${folder}`);
  await second.save(`file://${folder}`);
  const loaded = await loadLayersModel(`file://${folder}/model.json`);
  expect(outputOf(loaded)).toEqual(outputOf(second));
  expect(readdirSync(folder).sort()).toEqual([
    'model.json',
    'notes.txt',
    expect.stringMatching(/^weights-[0-9a-f]{16}\.bin$/),
    'weights.bin',
  ]);
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  for (const net of [first, second, loaded]) net.dispose();
});

test('other URLs are left to the other routers', async () => {
  expect(tf.io.getSaveHandlers('unknown://net')).toEqual([]);
  expect(tf.io.getLoadHandlers('/tmp/net/model.json')).toEqual([]);
  expect(tf.io.getSaveHandlers('http://localhost/net')).toHaveLength(1);
  expect(tf.io.getSaveHandlers('file:///tmp/net')).toHaveLength(1);
});
