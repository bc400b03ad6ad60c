import * as tf from '@tensorflow/tfjs-core';
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import '../register.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { getNumOfSavedModels, loadSavedModel } from './load-saved-model.ts';
import type { TFSavedModel } from './tf-saved-model.ts';

/** The models of tfjs-node's own tests, and one of ours. */
const model = (name: string): string => {
  const folder = name === 'every_type' ? 'test/golden/saved-model' : 'judge/test_objects/saved_model';
  return fileURLToPath(new URL(`../../${folder}/${name}`, import.meta.url));
};

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

/** Loads a signature, hands it to `use`, and expects that nothing of it is left. */
async function withModel(
  name: string,
  signature: string,
  use: (loaded: TFSavedModel) => void,
): Promise<void> {
  const before = [tf.memory().numTensors, tf.engine().backend.numDataIds(), getNumOfSavedModels()];
  const loaded = await loadSavedModel(model(name), ['serve'], signature);
  use(loaded);
  loaded.dispose();
  expect([tf.memory().numTensors, tf.engine().backend.numDataIds(), getNumOfSavedModels()]).toEqual(before);
}

/** The values of what a model answered, which is disposed. */
function values(answer: tf.Tensor | tf.Tensor[] | tf.NamedTensorMap): unknown {
  const one = (x: tf.Tensor): unknown => {
    const read = { dtype: x.dtype, shape: x.shape, values: [...x.dataSync()] };
    x.dispose();
    return read;
  };
  if (answer instanceof tf.Tensor) return one(answer);
  if (Array.isArray(answer)) return answer.map(one);
  return Object.fromEntries(Object.entries(answer).map(([key, x]) => [key, one(x)]));
}

const floats = (...numbers: number[]) => ({ dtype: 'float32', shape: [numbers.length], values: numbers });
const ints = (...numbers: number[]) => ({ dtype: 'int32', shape: [numbers.length], values: numbers });

test('one input, one output: a tensor, an array or a map', async () => {
  await withModel('times_three_float', 'serving_default', (loaded) => {
    const x = tf.tensor1d([1, 2, 3]);
    expect(values(loaded.predict(x))).toEqual(floats(3, 6, 9));
    expect(values(loaded.predict([x]))).toEqual([floats(3, 6, 9)]);
    expect(values(loaded.predict({ x }))).toEqual({ output_0: floats(3, 6, 9) });
    x.dispose();
  });
});

test('several outputs and several inputs keep the order of their names', async () => {
  const [x, y] = [tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([1, 1, 1], 'int32')];
  await withModel('model_single_input_multi_output', 'serving_default', (loaded) => {
    expect(values(loaded.predict(x))).toEqual([ints(2, 4, 6), ints(1, 2, 3)]);
  });
  await withModel('model_multi_output', 'serving_default', (loaded) => {
    expect(values(loaded.predict([x, y]))).toEqual([ints(2, 4, 6), ints(1, 1, 1)]);
    expect(values(loaded.predict({ y, x }))).toEqual({ output_0: ints(2, 4, 6), output_1: ints(1, 1, 1) });
    expect(loaded.inputs.map(({ name }) => name)).toEqual(['serving_default_x', 'serving_default_y']);
    expect(loaded.outputs.map(({ name }) => name)).toEqual([
      'StatefulPartitionedCall',
      'StatefulPartitionedCall:1',
    ]);
    expect(loaded.inputs[0]).toMatchObject({ dtype: 'int32', tfDtype: 'DT_INT32' });
    expect(loaded.outputNodeNames).toEqual({
      output_0: 'StatefulPartitionedCall:0',
      output_1: 'StatefulPartitionedCall:1',
    });
  });
  tf.dispose([x, y]);
});

test('whole numbers go in as the model wants them', async () => {
  await withModel('int64_multiply', 'serving_default', (loaded) => {
    const x = tf.tensor1d([3, -4], 'int32');
    expect(values(loaded.predict(x))).toEqual(ints(18, -24));
    x.dispose();
  });
  await withModel('uint8_multiply', 'serving_default', (loaded) => {
    const x = tf.scalar(7, 'int32');
    expect(values(loaded.predict(x))).toEqual({ dtype: 'int32', shape: [], values: [42] });
    x.dispose();
  });
});

test('every type of element goes in and comes out', async () => {
  const inputs = {
    wide: tf.tensor1d([1, -2], 'int32'),
    bytes: tf.tensor1d([254, 255], 'int32'),
    flag: tf.scalar(true, 'bool'),
    double: tf.tensor1d([1]),
    complex: tf.complex([1, 2], [3, 4]),
  };
  await withModel('every_type', 'types', (loaded) => {
    const { wide, complex, ...rest } = loaded.predict(inputs) as Record<string, tf.Tensor>;
    expect(values(rest)).toEqual({
      narrow: ints(2, -4),
      bytes: ints(255, 0),
      flag: { dtype: 'bool', shape: [], values: [0] },
      double: floats(Math.fround(1 / 3)),
    });
    const [real, imag] = [tf.real(complex as tf.Tensor), tf.imag(complex as tf.Tensor)];
    expect([[...real.dataSync()], [...imag.dataSync()]]).toEqual([
      [1, 2],
      [-3, -4],
    ]);
    expect(() => wide?.dataSync()).toThrow(
      'A tensor of int64 holds 8589934593, and tfjs holds whole numbers',
    );
    tf.dispose([real, imag, complex as tf.Tensor, wide as tf.Tensor]);
  });
  tf.dispose(inputs);
});

test('texts, in and out', async () => {
  await withModel('every_type', 'texts', (loaded) => {
    const text = tf.tensor1d(['ab', '', 'a text that is longer than the twenty-two bytes of an object']);
    expect(values(loaded.predict({ text }))).toEqual({
      length: ints(2, 0, 60),
      upper: {
        dtype: 'string',
        shape: [3],
        values: ['AB', '', 'A TEXT THAT IS LONGER THAN THE TWENTY-TWO BYTES OF AN OBJECT'],
      },
    });
    text.dispose();
  });
});

test('variables keep their state, and models of one folder share it', async () => {
  const by = tf.scalar(5, 'int32');
  const count = (loaded: TFSavedModel): unknown => values(loaded.predict(by));
  const a = await loadSavedModel(model('every_type'), ['serve'], 'counter');
  expect(count(a)).toMatchObject({ values: [15] });
  const here = relative(process.cwd(), model('every_type'));
  const same = await loadSavedModel(here, ['serve'], 'counter');
  expect(getNumOfSavedModels()).toBe(1);
  expect(count(same)).toMatchObject({ values: [20] });
  const other = await loadSavedModel(model('times_two_int'));
  expect(getNumOfSavedModels()).toBe(2);
  a.dispose();
  expect(count(same)).toMatchObject({ values: [25] });
  same.dispose();
  expect(getNumOfSavedModels()).toBe(1);
  other.dispose();
  await withModel('every_type', 'counter', (anew) => {
    expect(count(anew)).toMatchObject({ values: [15] });
  });
  by.dispose();
});

test('execute() answers the outputs that are asked for', async () => {
  await withModel('every_type', 'serving_default', (loaded) => {
    const x = tf.tensor2d([[1, 2]]);
    const total = { dtype: 'float32', shape: [], values: [3] };
    expect(values(loaded.execute(x, 'total'))).toEqual(total);
    expect(values(loaded.execute({ x }, ['total', String(loaded.outputNodeNames['scaled'])]))).toEqual([
      total,
      { dtype: 'float32', shape: [1, 2], values: [2, 4] },
    ]);
    expect(() => loaded.execute(x, 'nowhere')).toThrow(/has no output "nowhere"; name a node of it/);
    expect(() => loaded.execute(x, 'serving_default_x:1')).toThrow(/has no output "serving_default_x:1"/);
    expect(() => loaded.execute(x, 'a\0b')).toThrow(/has no output "a\\u0000b"/);
    x.dispose();
  });
});

test('wrong inputs are refused before the graph runs', async () => {
  const [x, whole] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 2]], [1, 2], 'int32')];
  await withModel('every_type', 'serving_default', (loaded) => {
    for (const [inputs, message] of [
      [[x, x], 'Length of input op names (1) does not match the length of input tensors (2).'],
      [[], 'Length of input op names (1) does not match the length of input tensors (0).'],
      [{ xyz: x }, 'The model signatureDef input names are x, however the provided input names are xyz.'],
      [whole, 'The input x must be of dtype float32, got int32; cast it first.'],
      [[undefined as never], 'The input x must be a tensor, got undefined.'],
    ] as const)
      expect(() => loaded.predict(inputs as tf.Tensor)).toThrow(message);
  });
  tf.dispose([x, whole]);
});

test('an error of the graph is one sentence, and the next call works', async () => {
  await withModel('every_type', 'checked', (loaded) => {
    const [bad, good] = [tf.tensor1d([Number.NaN]), tf.tensor1d([1])];
    expect(() => loaded.predict(bad)).toThrow(
      /^The SavedModel .*every_type refused its input: not finite : Tensor had NaN values$/,
    );
    expect(values(loaded.predict(good))).toEqual(floats(1));
    tf.dispose([bad, good]);
  });
});

test('a shape that the graph refuses is named', async () => {
  // What is not the signature's is well where the graph takes it.
  await withModel('every_type', 'serving_default', (loaded) => {
    const x = tf.zeros([2, 3]);
    expect(values(loaded.execute(x, 'total'))).toMatchObject({ values: [0] });
    x.dispose();
  });
  await withModel('every_type', 'product', (loaded) => {
    const x = tf.zeros([2, 3]);
    expect(() => loaded.predict(x)).toThrow(
      /refused its input: Matrix size-incompatible.* \(x has the shape \[2, 3\], and the signature says \[any, 2\]\)$/,
    );
    x.dispose();
  });
});

test('a model that is disposed is not there', async () => {
  const loaded = await loadSavedModel(model('times_three_float'));
  loaded.dispose();
  expect(() => loaded.dispose()).toThrow('This SavedModel has already been deleted.');
  expect(() => loaded.predict(tf.scalar(1))).toThrow('The TFSavedModel has already been deleted!');
});

test('a model, graph or signature that is not there is named', async () => {
  const folder = temporaryFolder();
  await expect(loadSavedModel(folder)).rejects.toThrow(
    `There is no saved_model.pb file in the directory: ${folder}`,
  );
  const path = model('every_type');
  for (const none of [undefined, 3])
    await expect(loadSavedModel(none as never)).rejects.toThrow(`${none} names no file or folder`);
  await expect(loadSavedModel(path, 'serve' as never)).rejects.toThrow(
    "tags must be an array of texts such as ['serve'], got serve.",
  );
  await expect(loadSavedModel(path, ['serve', 'gpu'])).rejects.toThrow(
    'The SavedModel does not have tags: serve,gpu',
  );
  await expect(loadSavedModel(path, ['serve'], 'x')).rejects.toMatchObject({
    code: 'FILE_FAILED',
    message: 'The SavedModel does not have signature: x',
    cause: { message: 'It has the signatures checked, counter, product, serving_default, texts, types.' },
  });
});

test('a model that lacks its variables, or has half of them, cannot be loaded', async () => {
  const folder = join(temporaryFolder(), 'model');
  cpSync(model('times_three_float'), folder, { recursive: true });
  const data = readdirSync(join(folder, 'variables')).find((name) => name.includes('data')) ?? '';
  truncateSync(join(folder, 'variables', data), 10);
  await expect(loadSavedModel(folder)).rejects.toThrow(
    /^The SavedModel .*model cannot be loaded: .*export the model again\.$/s,
  );
  rmSync(join(folder, 'variables'), { recursive: true });
  expect(getNumOfSavedModels()).toBe(0);
  // To TensorFlow a model without that folder is one without variables.
  const loaded = await loadSavedModel(folder);
  const x = tf.scalar(1);
  expect(() => loaded.predict(x)).toThrow(/refused its input: Could not find variable/);
  x.dispose();
  loaded.dispose();
});

test('a file that is cut off anywhere, or damaged, is an error', async () => {
  const folder = join(temporaryFolder(), 'model');
  cpSync(model('times_three_float'), folder, { recursive: true });
  const file = join(folder, 'saved_model.pb');
  const whole = readFileSync(file);
  for (let part = 0; part < 40; part++) {
    writeFileSync(file, whole.subarray(0, Math.floor((whole.length * part) / 40)));
    await expect(loadSavedModel(folder)).rejects.toMatchObject({ name: 'EngineError', code: 'FILE_FAILED' });
  }
  // The signature says float32 and [] of what is int32 in the graph.
  writeFileSync(file, readFileSync(join(model('times_two_int'), 'saved_model.pb')));
  const lying = readFileSync(file);
  const signature = lying.lastIndexOf('serving_default_x:0');
  expect(lying[signature + 20]).toBe(3);
  lying[signature + 20] = 1;
  writeFileSync(file, lying);
  cpSync(join(model('times_two_int'), 'variables'), join(folder, 'variables'), { recursive: true });
  const loaded = await loadSavedModel(folder);
  const x = tf.scalar(1);
  expect(() => loaded.predict(x)).toThrow(/refused its input: .*int32.*float/);
  x.dispose();
  loaded.dispose();
});

test('neither loading nor running leaves memory behind', async () => {
  const cycle = async (): Promise<void> => {
    const loaded = await loadSavedModel(model('times_three_float'));
    const x = tf.zeros([100_000]);
    for (let round = 0; round < 20; round++) {
      (loaded.predict(x) as tf.Tensor).dispose();
      expect(() => loaded.predict([])).toThrow('Length of input op names');
    }
    x.dispose();
    loaded.dispose();
  };
  for (let round = 0; round < 10; round++) await cycle();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  for (let round = 0; round < 30; round++) await cycle();
  globalThis.gc?.();
  // 600 answers are 240 MB.
  expect(process.memoryUsage().rss - before).toBeLessThan(40e6);
});
