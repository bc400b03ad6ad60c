import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { numberModel, numbersOf } from '../../test/number-model.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadModel } from './load-model.ts';
import { saveModel } from './save-model.ts';

const load = async (folder: string): Promise<unknown[]> =>
  numbersOf(await loadModel(join(folder, 'model.json')));

test('weights in several buffers are saved in their order', async () => {
  const folder = temporaryFolder();
  const weightData = [new Float32Array([1, 2]).buffer, new Float32Array(), new Float32Array([3]).buffer].map(
    (part) => (part instanceof ArrayBuffer ? part : part.buffer),
  );
  await saveModel(folder, { ...numberModel(0, 3), weightData });
  expect(await load(folder)).toEqual([0, 1, 2, 3]);
});

test('weights of more than one piece are written whole', async () => {
  const folder = temporaryFolder();
  const length = 5_000_001;
  await saveModel(folder, numberModel(7, length));
  const { weightData } = await loadModel(join(folder, 'model.json'));
  expect(weightData).toHaveProperty('byteLength', 4 * length);
  expect(await load(folder)).toEqual([7]);
});

test('every field of a model comes back', async () => {
  const folder = temporaryFolder();
  const model = {
    ...numberModel(1),
    format: 'graph-model',
    generatedBy: 'a',
    convertedBy: 'b',
    signature: { inputs: {} },
    trainingConfig: { optimizer_config: {}, loss: 'x' },
    modelInitializer: { node: [] },
    initializerSignature: { outputs: {} },
  };
  await saveModel(folder, model);
  expect(await loadModel(join(folder, 'model.json'))).toEqual(model);
});

test('a topology alone is a model', async () => {
  const folder = temporaryFolder();
  await saveModel(folder, { modelTopology: { a: 1 } });
  const { modelTopology, weightData } = await loadModel(join(folder, 'model.json'));
  expect([modelTopology, weightData]).toEqual([{ a: 1 }, undefined]);
});

test('what a crash left is removed by the next save', async () => {
  const folder = temporaryFolder();
  const gone = 2 ** 22 + 1; // more than Linux gives to any process
  writeFileSync(join(folder, '.skipjack-save.lock'), `${gone} ${hostname()} x\n`);
  writeFileSync(join(folder, '.skipjack-01234567-89ab-cdef-0123-456789abcdef.tmp'), 'half');
  writeFileSync(join(folder, 'weights-0123456789abcdef.bin'), 'orphan');
  await saveModel(folder, numberModel(1));
  expect(readdirSync(folder)).toHaveLength(2);
  expect(await load(folder)).toEqual([1]);
});

test('a save that fails at its last step leaves the folder as it was', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'model.json', 'in the way'), { recursive: true });
  await expect(saveModel(folder, numberModel(2))).rejects.toMatchObject({ code: 'FILE_FAILED' });
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  rmSync(join(folder, 'model.json'), { recursive: true });
  await saveModel(folder, numberModel(3));
  expect(readdirSync(folder)).toHaveLength(2);
});

test('saves at once and loads between them: every load is one whole model', async () => {
  const folder = temporaryFolder();
  await saveModel(folder, numberModel(0));
  const saved = new AbortController();
  const saves = (async () => {
    for (let round = 1; round <= 20; round++)
      await Promise.all([
        saveModel(folder, numberModel(round)),
        round % 10 ? 0 : saveModel(folder, numberModel(-round)),
      ]);
    saved.abort();
  })();
  let loads = 0;
  for (; !saved.signal.aborted; loads++) expect(await load(folder)).toHaveLength(1);
  await saves;
  expect(loads).toBeGreaterThan(1);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a link where model.json goes is replaced, not followed', async () => {
  const [folder, victim] = [temporaryFolder(), join(temporaryFolder(), 'victim')];
  symlinkSync(victim, join(folder, 'model.json'));
  await saveModel(folder, numberModel(1));
  expect(existsSync(victim)).toBe(false);
  expect(await load(folder)).toEqual([1]);
});

test('a folder without permission is an error with its name', async () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'locked');
  mkdirSync(folder);
  chmodSync(parent, 0o755);
  chmodSync(folder, 0o555);
  if (process.getuid?.() === 0) {
    process.seteuid?.(65534); // root may write everywhere
    onTestFinished(() => process.seteuid?.(0));
  }
  await expect(saveModel(folder, numberModel(1))).rejects.toMatchObject({
    name: 'EngineError',
    code: 'FILE_FAILED',
    message: `The model cannot be saved to ${folder}: permission is missing; name a folder that this process may write, on a disk with room.`,
  });
});

test.each([
  ['file', '/file exists as a file; name a directory, or one that does not exist yet.'],
  ['file/below', 'a part of its path is not a folder'],
])('%s is no folder to save to', async (name, why) => {
  const parent = temporaryFolder();
  writeFileSync(join(parent, 'file'), '');
  await expect(saveModel(join(parent, name), numberModel(1))).rejects.toThrow(why);
});

test('what model.json cannot hold is an argument error before anything is written', async () => {
  const folder = join(temporaryFolder(), 'new');
  const binary = saveModel(folder, { modelTopology: new ArrayBuffer(8) });
  await expect(binary).rejects.toThrow('The model has a binary topology, which model.json cannot hold;');
  const short = saveModel(folder, { ...numberModel(1), weightData: new ArrayBuffer(8) });
  await expect(short).rejects.toThrow('The model has 8 bytes of weights where its weightSpecs say 40;');
  await expect(short).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(existsSync(folder)).toBe(false);
});
