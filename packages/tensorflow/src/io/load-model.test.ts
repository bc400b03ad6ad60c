import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { numberModel, numbersOf } from '../../test/number-model.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadModel } from './load-model.ts';
import { saveModel } from './save-model.ts';

const ENTRY = { name: 'w', shape: [2], dtype: 'float32' };

/** Writes a `model.json` with this manifest, beside eight bytes of weights in `w.bin` and `deep/w.bin`. */
function modelWith(weightsManifest: unknown): string {
  const folder = join(temporaryFolder(), 'net');
  mkdirSync(join(folder, 'deep'), { recursive: true });
  for (const name of ['w.bin', 'deep/w.bin', '../outside.bin'])
    writeFileSync(join(folder, name), new Float32Array([5, 5]));
  symlinkSync('../outside.bin', join(folder, 'link-out.bin'));
  symlinkSync('deep/w.bin', join(folder, 'link-in.bin'));
  writeFileSync(
    join(folder, 'model.json'),
    JSON.stringify({ modelTopology: {}, weightsManifest, userDefinedMetadata: { number: 5 } }),
  );
  return join(folder, 'model.json');
}

test.each([[['w.bin']], [['./w.bin']], [['deep/w.bin']], [['link-in.bin']]])(
  'weights in the folder are read: %j',
  async (paths) => {
    const file = modelWith([{ paths, weights: [ENTRY] }]);
    expect(numbersOf(await loadModel(file))).toEqual([5]);
  },
);

test('shards and groups are joined in their order, quantized weights counted as they are stored', async () => {
  const quantized = { ...ENTRY, shape: [4], quantization: { dtype: 'uint16', min: 0, scale: 1 } };
  const file = modelWith([
    { paths: ['w.bin', 'deep/w.bin'], weights: [{ ...ENTRY, shape: [2, 2] }] },
    { paths: ['w.bin'], weights: [quantized] },
  ]);
  const { weightData, weightSpecs } = await loadModel(file);
  expect(weightData).toHaveProperty('byteLength', 24);
  expect(weightSpecs).toHaveLength(2);
});

test.each([
  ['../outside.bin', 'is outside of that folder'],
  ['deep/../w.bin', 'is outside of that folder'],
  ['..\\outside.bin', 'is outside of that folder'],
  ['/etc/hostname', 'has no path relative to that folder'],
  ['C:\\w.bin', 'has no path relative to that folder'],
  ['', 'has no path relative to that folder'],
  ['w.bin\0', 'has no path relative to that folder'],
  ['link-out.bin', 'is a symbolic link out of that folder'],
  ['deep', 'is not a file'],
  ['.', 'is not a file'],
])('the hostile path %j is refused', async (path, why) => {
  const loading = loadModel(modelWith([{ paths: [path], weights: [ENTRY] }]));
  await expect(loading).rejects.toThrow(why);
  await expect(loading).rejects.toMatchObject({ name: 'EngineError', code: 'FILE_FAILED' });
});

test.each([
  ['no list', { paths: ['w.bin'], weights: [ENTRY] }],
  ['no paths', [{ weights: [ENTRY] }]],
  ['a path that is no string', [{ paths: [1], weights: [ENTRY] }]],
  ['no weights', [{ paths: ['w.bin'] }]],
  ['a negative size', [{ paths: ['w.bin'], weights: [{ ...ENTRY, shape: [-2] }] }]],
  ['an unknown dtype', [{ paths: ['w.bin'], weights: [{ ...ENTRY, dtype: 'float8' }] }]],
  ['an unknown quantization', [{ paths: ['w.bin'], weights: [{ ...ENTRY, quantization: {} }] }]],
])('a manifest with %s is malformed', async (_, manifest) => {
  await expect(loadModel(modelWith(manifest))).rejects.toThrow('its weightsManifest is missing or malformed');
});

test('weights that are cut off, too long, or absurdly large are an error before they are read', async () => {
  const file = modelWith([{ paths: ['w.bin'], weights: [ENTRY] }]);
  const weights = join(file, '..', 'w.bin');
  truncateSync(weights, 5);
  await expect(loadModel(file)).rejects.toThrow(
    `The weights ${weights} have 5 bytes where model.json says 8; they are damaged or another model's, so copy or save the model again.`,
  );
  truncateSync(weights, 12);
  await expect(loadModel(file)).rejects.toThrow('have 12 bytes where model.json says 8');
  const absurd = modelWith([{ paths: ['w.bin'], weights: [{ ...ENTRY, shape: [1e15, 1e15] }] }]);
  await expect(loadModel(absurd)).rejects.toThrow('have 8 bytes where model.json says 4e+30');
});

test('a missing weights file is named', async () => {
  const file = modelWith([{ paths: ['gone.bin'], weights: [ENTRY] }]);
  await expect(loadModel(file)).rejects.toThrow(
    `Weight file ${join(file, '..', 'gone.bin')} does not exist: loading failed; copy the whole folder of the model, or save it again.`,
  );
});

test('a model.json that is missing, a folder, a link out or cut off is one sentence', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'model.json');
  await expect(loadModel(file)).rejects.toThrow(
    `The model ${file} does not exist: loading failed; name a saved model's model.json that this process may read.`,
  );
  await expect(loadModel(folder)).rejects.toThrow(
    `${folder} is a folder, and a model is loaded from the model.json in it; name ${join(folder, 'model.json')}.`,
  );
  await saveModel(folder, numberModel(1));
  const elsewhere = join(temporaryFolder(), 'model.json');
  symlinkSync(file, elsewhere);
  await expect(loadModel(elsewhere)).rejects.toThrow('is a symbolic link out of that folder');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -9));
  await expect(loadModel(file)).rejects.toThrow(
    `${file} is not complete JSON; save or copy the model again.`,
  );
  writeFileSync(file, '[]');
  await expect(loadModel(file)).rejects.toThrow('is JSON but not a model that TensorFlow.js saved');
});
