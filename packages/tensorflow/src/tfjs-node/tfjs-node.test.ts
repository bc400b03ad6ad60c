import * as tfjs from '@tensorflow/tfjs';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { compilePackage, removeCompiled } from '../../test/compiled-package.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { findLibrary } from '../library/find-library.ts';
import * as tf from './index.ts';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** Programs that import the package by its name, through its manifest, are put here. */
let programs = '';
beforeAll(() => {
  programs = compilePackage();
  const installed = join(programs, 'node_modules', '@skipjack', 'tensorflow');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), readFileSync(join(PACKAGE, 'package.json')));
  symlinkSync(join(programs, 'src'), join(installed, 'dist'));
});
afterAll(() => removeCompiled(programs));

function run(name: string, source: string): { output: string; errors: string } {
  writeFileSync(join(programs, name), source);
  const { stdout, stderr } = spawnSync(process.execPath, [join(programs, name)], {
    env: { ...process.env, SKIPJACK_TENSORFLOW: findLibrary().folder },
    encoding: 'utf8',
  });
  return { output: stdout, errors: stderr };
}

const PROGRAM = `
  console.log(tf.getBackend(), typeof tf.layers.dense, typeof tf.node.decodeImage, typeof tf.io.fileSystem);
  const png = tf.node.encodePng(tf.ones([2, 3, 3]));
  png.then((file) => console.log(tf.node.decodePng(file).shape.join(), tf.version['tfjs-node']));`;
const OUTPUT = { output: 'tensorflow function function function\n2,3,3 4.22.0\n', errors: '' };

test('import * as tf', () => {
  expect(run('program.mjs', `import * as tf from '@skipjack/tensorflow/tfjs-node';${PROGRAM}`)).toEqual(
    OUTPUT,
  );
});

test('import tf', () => {
  expect(run('default.mjs', `import tf from '@skipjack/tensorflow/tfjs-node';${PROGRAM}`)).toEqual(OUTPUT);
});

test('require()', () => {
  expect(run('program.cjs', `const tf = require('@skipjack/tensorflow/tfjs-node');${PROGRAM}`)).toEqual(
    OUTPUT,
  );
});

test('both entries, and tfjs beside them, are one', () => {
  const source = `
    import { decodePng, encodePng } from '@skipjack/tensorflow';
    import * as tf from '@skipjack/tensorflow/tfjs-node';
    import { engine } from '@tensorflow/tfjs-core';
    console.log(decodePng === tf.node.decodePng, encodePng === tf.node.encodePng, engine() === tf.engine());`;
  expect(run('both.mjs', source)).toEqual({ output: 'true true true\n', errors: '' });
});

test('everything of TensorFlow.js is there, and the same, but for what tfjs-node has more of', () => {
  const own: Readonly<Record<string, unknown>> = tf;
  // Names that Node gives to any CommonJS package.
  const theirs = Object.entries(tfjs).filter(([name]) => name !== 'default' && name !== 'module.exports');
  expect(theirs.length).toBeGreaterThan(400);
  const other = theirs.filter(([name, value]) => own[name] !== value).map(([name]) => name);
  expect(other.sort()).toEqual(['io', 'version']);
  expect(tf.io).toMatchObject(tfjs.io);
  expect(tf.version).toMatchObject(tfjs.version);
  expect(Object.keys(tf.node).sort()).toEqual([
    'decodeBmp',
    'decodeGif',
    'decodeImage',
    'decodeJpeg',
    'decodePng',
    'encodeJpeg',
    'encodePng',
    'getMetaGraphsFromSavedModel',
    'getNumOfSavedModels',
    'loadSavedModel',
    'summaryFileWriter',
    'tensorBoard',
  ]);
});

test('a model is saved to a folder and loaded over HTTP', async () => {
  const folder = temporaryFolder();
  const net = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
  await net.save(tf.io.fileSystem(folder));
  expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${String(request.headers['x-key'])}`);
    response.setHeader(
      'Content-Type',
      request.url?.endsWith('json') ? 'application/json' : 'application/octet-stream',
    );
    response.end(readFileSync(join(folder, request.url ?? '')));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.json`;
  const loaded = await tf.loadLayersModel(tf.io.nodeHTTPRequest(address, { headers: { 'x-key': 'k' } }));
  expect(asked).toEqual(['/model.json k', '/weights.bin k']);
  const [kernel, theirs] = [loaded, net].map((one) => one.getWeights()[0]?.dataSync());
  expect(kernel).toEqual(theirs);
  const plain = await tf.loadLayersModel(address);
  expect(plain.getWeights()[0]?.dataSync()).toEqual(theirs);
  for (const one of [net, loaded, plain]) one.dispose();
});
