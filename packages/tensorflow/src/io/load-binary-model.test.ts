import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { fileRouter, fileSystem } from './file-router.ts';

const entry = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' });

/** A graph of three bytes and a manifest that names two weights files. */
function twoFiles(): [graph: string, manifest: string] {
  const folder = temporaryFolder();
  const [graph, manifest] = [join(folder, 'model.pb'), join(folder, 'manifest.json')];
  writeFileSync(graph, Uint8Array.of(1, 2, 255));
  writeFileSync(join(folder, 'w1.bin'), new Float32Array([-1, -3]));
  writeFileSync(join(folder, 'w2.bin'), new Float32Array([7]));
  const groups = [
    { paths: ['w1.bin'], weights: [entry('a', [2])] },
    { paths: ['w2.bin'], weights: [entry('b', [1])] },
  ];
  writeFileSync(manifest, JSON.stringify(groups));
  return [graph, manifest];
}

test('a graph and a manifest are one model', async () => {
  const files = twoFiles();
  const loaded = await fileRouter(files.map((file) => `file://${file}`))?.load?.();
  expect(loaded?.modelTopology).toEqual(Uint8Array.of(1, 2, 255).buffer);
  expect(loaded?.weightSpecs).toEqual([entry('a', [2]), entry('b', [1])]);
  expect(loaded?.weightData).toEqual(new Float32Array([-1, -3, 7]).buffer);
});

test('mixed URLs are left to other routers', () => {
  expect(fileRouter(['file:///a', 'http://b'])).toBeNull();
  expect(fileRouter([])).toBeNull();
});

test('two paths are for loading, and two they must be', async () => {
  await expect(fileSystem(['a', 'b']).save?.({})).rejects.toThrow('Cannot perform saving to multiple paths');
  for (const none of [undefined, 3, [3, 4]])
    expect(() => fileSystem(none as never)).toThrow('names no file or folder; give a path');
  for (const paths of [[], ['a'], ['a', 'b', 'c']])
    expect(() => fileSystem(paths)).toThrow(
      `file paths must have a length of 2, (actual length is ${paths.length}).`,
    );
});

test('what is missing or malformed is named', async () => {
  const [graph, manifest] = twoFiles();
  const load = (...files: string[]) => fileSystem(files).load?.();
  await expect(load(`${graph}x`, manifest)).rejects.toThrow(
    `The model's file ${graph}x does not exist: loading failed; name a model's graph and its weights' manifest`,
  );
  await expect(load(join(graph, '..'), manifest)).rejects.toThrow('is not a file;');
  writeFileSync(manifest, '{}');
  await expect(load(graph, manifest)).rejects.toThrow(`${manifest} is JSON but no manifest of weights;`);
  writeFileSync(manifest, '[');
  await expect(load(graph, manifest)).rejects.toThrow(`${manifest} is not complete JSON;`);
  writeFileSync(manifest, JSON.stringify([{ paths: ['../w.bin'], weights: [] }]));
  await expect(load(graph, manifest)).rejects.toThrow('is outside of that folder');
});
