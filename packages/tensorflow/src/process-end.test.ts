import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from '../test/compiled-package.ts';
import { runModule } from '../test/run-node.ts';

let folder = '';
beforeAll(() => {
  folder = compilePackage();
});
afterAll(() => removeCompiled(folder));

/** Leaves tensors, a constant and a computed result alive. */
const WORK = `
  import * as tf from '@tensorflow/tfjs-core';
  import './src/index.js';
  await tf.setBackend('tensorflow');
  globalThis.kept = [tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'same'), tf.ones([2])];
  globalThis.sum = tf.sum(globalThis.kept[0]).dataSync()[0];
`;

test.each([
  ['at its end', '', 0],
  ['by process.exit()', 'process.exit();', 0],
  ['by process.exit(3)', 'process.exit(3);', 3],
  [
    'by process.exit() in a timer',
    'setTimeout(() => process.exit(), 5); setInterval(() => tf.add(kept[1], 1), 0);',
    0,
  ],
])('a process with live tensors ends %s, quietly', async (_name, ending, code) => {
  expect(await runModule(folder, `${WORK} console.log(sum); ${ending}`)).toEqual({
    code,
    signal: null,
    stdout: '100\n',
    stderr: '',
  });
});

test('an uncaught error is the error, with exit code 1', async () => {
  const { code, signal, stderr } = await runModule(folder, `${WORK} tf.add(kept[1], tf.ones([3]));`);
  expect({ code, signal }).toEqual({ code: 1, signal: null });
  expect(stderr).toMatch(/Operands could not be broadcast together|Incompatible shapes/);
  expect(stderr).not.toMatch(/^[IWEF]\d{4} |cpu_feature_guard|oneDNN/m);
});

test('an uncaught EngineError is one too', async () => {
  const { code, signal, stderr } = await runModule(
    folder,
    `${WORK} tf.engine().runKernel('AddN', [kept[1], tf.ones([3])]);`,
  );
  expect({ code, signal }).toEqual({ code: 1, signal: null });
  expect(stderr).toMatch(/EngineError: TensorFlow's AddN refused its input/);
});

const MAIN = (withMain: boolean, ending: string): string => `
  import { Worker } from 'node:worker_threads';
  ${withMain ? "const { default: done } = await import('./main-work.js');" : ''}
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  worker.on('error', (error) => { console.error(error); process.exitCode = 9; });
  worker.on('message', (sum) => { console.log(sum); ${ending} });
  worker.on('exit', (code) => console.log('worker', code));
`;

test.each([
  ['ends', false, '', 'worker 0'],
  ['ends, beside the main thread’s engine', true, '', 'worker 0'],
  ['is terminated with live tensors', true, 'worker.terminate();', 'worker 1'],
])('a worker thread with the engine %s', async (_name, withMain, ending, last) => {
  const waiting = ending === '' ? '' : 'setInterval(() => tf.add(kept[1], 1).dispose(), 1);';
  writeFileSync(
    join(folder, 'worker.js'),
    `${WORK} import { parentPort } from 'node:worker_threads'; parentPort.postMessage(sum); ${waiting}`,
  );
  writeFileSync(join(folder, 'main-work.js'), `${WORK} export default sum;`);
  expect(await runModule(folder, MAIN(withMain, ending))).toEqual({
    code: 0,
    signal: null,
    stdout: `100\n${last}\n`,
    stderr: '',
  });
});

test('four worker threads compute at once', async () => {
  writeFileSync(
    join(folder, 'worker.js'),
    `${WORK} import { parentPort } from 'node:worker_threads';
     let x = tf.ones([64, 64]);
     for (let i = 0; i < 200; i++) x = tf.tidy(() => tf.tanh(tf.matMul(x, tf.ones([64, 64]))));
     parentPort.postMessage(x.dataSync()[0]);`,
  );
  const source = `
    import { Worker } from 'node:worker_threads';
    const run = () => new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      let answer;
      worker.on('message', (value) => (answer = value)).on('error', reject).on('exit', (code) => resolve([code, answer]));
    });
    console.log(JSON.stringify(await Promise.all([run(), run(), run(), run()])));
  `;
  const { stdout, stderr, code } = await runModule(folder, source);
  expect({ stdout, stderr, code }).toEqual({
    stdout: `${JSON.stringify(Array(4).fill([0, 1]))}\n`,
    stderr: '',
    code: 0,
  });
});

test('TensorFlow’s own log is there when it is asked for', async () => {
  const environment = { ...process.env, SKIPJACK_TENSORFLOW_LOG: '1', TF_CPP_MIN_LOG_LEVEL: '0' };
  const { stderr } = await runModule(folder, WORK, { environment });
  expect(stderr).toMatch(/tensorflow|oneDNN|cpu_feature_guard/i);
});

test('installing the package runs nothing', () => {
  const manifest: unknown = JSON.parse(
    readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
  );
  const { scripts } = manifest as { scripts: Record<string, string> };
  expect(Object.keys(scripts)).toEqual(['build']);
});
