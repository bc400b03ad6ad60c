import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs/light.js';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { getMetaGraphsFromSavedModel } from './meta-graphs.ts';

const GOLDEN = fileURLToPath(new URL('../../test/golden/saved-model/', import.meta.url));

/** A folder with a `saved_model.pb` of these bytes. */
function modelOf(bytes: Uint8Array): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'saved_model.pb'), bytes);
  return folder;
}

/** Fields of bytes, each behind its number. */
function message(...fields: readonly (readonly [number, Uint8Array | string])[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [id, value] of fields)
    writer.uint32((id << 3) | 2).bytes(typeof value === 'string' ? Buffer.from(value) : value);
  return writer.finish();
}

const number = (id: number, value: number): Uint8Array =>
  protobuf.Writer.create()
    .uint32(id << 3)
    .int64(value)
    .finish();

/** A SavedModel whose one signature `s` has this input `x`. */
function withInput(tensor: Uint8Array, signature = 's'): Uint8Array {
  const inputs = message([1, message([1, 'x'], [2, tensor])]);
  const graph = message([1, message([4, 'a'], [4, 'b'])], [5, message([1, signature], [2, inputs])]);
  return message([2, graph]);
}

test('every signature of a model, with types, shapes and nodes', async () => {
  const [graph, ...more] = await getMetaGraphsFromSavedModel(join(GOLDEN, 'every_type'));
  expect(more).toEqual([]);
  expect(graph?.tags).toEqual(['serve']);
  const { serving_default, types, texts, ...others } = graph?.signatureDefs ?? {};
  expect(Object.keys(others)).toEqual(['checked', 'counter', 'product']);
  expect(serving_default).toEqual({
    inputs: { x: { name: 'serving_default_x:0', dtype: 'float32', tfDtype: 'DT_FLOAT', shape: [-1, 2] } },
    outputs: {
      scaled: { name: 'StatefulPartitionedCall_2:0', dtype: 'float32', tfDtype: 'DT_FLOAT', shape: [-1, 2] },
      total: { name: 'StatefulPartitionedCall_2:1', dtype: 'float32', tfDtype: 'DT_FLOAT', shape: [] },
    },
  });
  expect(texts?.inputs).toMatchObject({ text: { dtype: 'string', tfDtype: 'DT_STRING', shape: [-1] } });
  expect(
    Object.entries(types?.inputs ?? {}).map(([key, { dtype, tfDtype }]) => [key, dtype, tfDtype]),
  ).toEqual([
    ['bytes', 'int32', 'DT_UINT8'],
    ['complex', 'complex64', 'DT_COMPLEX64'],
    ['double', 'float32', 'DT_DOUBLE'],
    ['flag', 'bool', 'DT_BOOL'],
    ['wide', 'int32', 'DT_INT64'],
  ]);
});

test('what the file says is read, written by hand', async () => {
  const shape = message([2, number(1, -1)], [2, number(1, 7)]);
  const tensor = Buffer.concat([message([1, 'in:0']), number(2, 9), message([3, shape])]);
  const [graph] = await getMetaGraphsFromSavedModel(modelOf(withInput(tensor)));
  expect(graph).toEqual({
    tags: ['a', 'b'],
    signatureDefs: {
      s: {
        inputs: { x: { name: 'in:0', dtype: 'int32', tfDtype: 'DT_INT64', shape: [-1, 7] } },
        outputs: {},
      },
    },
  });
});

test('a signature with a hostile name is an entry as any other', async () => {
  const tensor = Buffer.concat([message([1, 'in:0']), number(2, 1)]);
  const [graph] = await getMetaGraphsFromSavedModel(modelOf(withInput(tensor, '__proto__')));
  expect(Object.keys(graph?.signatureDefs ?? {})).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(graph?.signatureDefs)).toBe(Object.prototype);
});

test.each([
  ['a type that tfjs lacks', Buffer.concat([message([1, 'in:0']), number(2, 21)]), 'of type number 21'],
  ['a composite tensor', number(2, 1), 'a composite tensor'],
])('%s is named', async (_what, tensor, found) => {
  await expect(getMetaGraphsFromSavedModel(modelOf(withInput(tensor)))).rejects.toThrow(
    `Unsupported tensor DataType: s.x of the SavedModel is ${found}, try to modify the model in python`,
  );
});

test.each([
  ['empty', new Uint8Array()],
  ['text', Buffer.from('<html>404</html>')],
  ['a length beyond the end', Uint8Array.of(0x12, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)],
  ['a length of more than 64 bits', Uint8Array.of(0x12, ...Buffer.alloc(20, 0xff))],
  ['groups in groups', new Uint8Array(100_000).fill(0x0b)],
  ['graphs in graphs', Buffer.concat(Array.from({ length: 3000 }, () => Uint8Array.of(0x12, 0x7f)))],
])('%s is one error', async (_what, bytes) => {
  const loading = getMetaGraphsFromSavedModel(modelOf(bytes));
  await expect(loading).rejects.toMatchObject({ name: 'EngineError', code: 'FILE_FAILED' });
  await expect(loading).rejects.toThrow(/saved_model\.pb is damaged or no SavedModel \(.*\); copy or export/);
});

test('no file, a folder in its place, no path', async () => {
  const folder = temporaryFolder();
  await expect(getMetaGraphsFromSavedModel(folder)).rejects.toThrow(
    `There is no saved_model.pb file in the directory: ${folder}`,
  );
  mkdirSync(join(folder, 'saved_model.pb'));
  await expect(getMetaGraphsFromSavedModel(folder)).rejects.toThrow('a folder is where a file should be');
  await expect(getMetaGraphsFromSavedModel('')).rejects.toThrow('names no file or folder');
});
