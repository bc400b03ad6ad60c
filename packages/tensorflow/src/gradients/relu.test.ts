import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from '../../test/compiled-package.ts';
import { runModule } from '../../test/run-node.ts';

let folder = '';
beforeAll(() => {
  folder = compilePackage();
});
afterAll(() => removeCompiled(folder));

const IMPORTS = {
  core: "import * as tf from '@tensorflow/tfjs-core';",
  ours: "import './src/index.js';",
  layers: "import '@tensorflow/tfjs-layers';",
  cpu: "import '@tensorflow/tfjs-backend-cpu';",
};

/** Prints the gradients of ReLU and ReLU6 on a backend, and the kernels that computed them. */
const report = (backend: string): string => `
  await tf.setBackend('${backend}');
  for (const [name, op] of [['relu', tf.relu], ['relu6', tf.relu6]]) {
    let values;
    const { kernelNames } = await tf.profile(async () => {
      values = tf.tidy(() => [...tf.grad(op)(tf.tensor1d([-1, 0, 2, 7]), tf.tensor1d([1, 2, 3, 4])).dataSync()]);
      return [];
    });
    console.log('${backend}', name, values.join(), kernelNames.filter((kernel) => /Grad$/.test(kernel)).join());
  }`;

const NATIVE = ['tensorflow relu 0,0,3,4 ReluGrad', 'tensorflow relu6 0,0,3,0 Relu6Grad'];
const PLAIN = ['cpu relu 0,0,3,4 ', 'cpu relu6 0,0,3,0 '];

test.each([
  ['tfjs-layers first', [IMPORTS.core, IMPORTS.layers, IMPORTS.ours], NATIVE],
  ['tfjs-layers after us', [IMPORTS.core, IMPORTS.ours, IMPORTS.layers], NATIVE],
  ['without tfjs-layers', [IMPORTS.core, IMPORTS.ours], NATIVE],
])('one native op, %s', async (_name, imports, expected) => {
  const { stdout, stderr, code } = await runModule(folder, [...imports, report('tensorflow')].join('\n'));
  expect({ lines: stdout.trimEnd().split('\n'), stderr, code }).toEqual({
    lines: expected,
    stderr: '',
    code: 0,
  });
});

test.each([
  ['before', ['cpu', 'tensorflow', 'cpu'], [...PLAIN, ...NATIVE, ...PLAIN]],
  ['after', ['tensorflow', 'cpu', 'tensorflow'], [...NATIVE, ...PLAIN, ...NATIVE]],
])("the cpu backend keeps tfjs's own gradient, used %s ours", async (_name, backends, expected) => {
  const { core, cpu, layers, ours } = IMPORTS;
  const { stdout, code } = await runModule(
    folder,
    [core, cpu, layers, ours, ...backends.map(report)].join('\n'),
  );
  expect({ lines: stdout.split('\n').slice(0, -1), code }).toEqual({ lines: expected, code: 0 });
});

test('where tfjs has lost its gradient, another backend says what to import', async () => {
  const { core, cpu, ours } = IMPORTS;
  const lost = "tf.unregisterGradient('Relu'); tf.unregisterGradient('Relu6');";
  const source = [core, cpu, ours, lost, report('tensorflow'), report('cpu')].join('\n');
  const { stderr, code } = await runModule(folder, source);
  expect(stderr).toMatch(
    /The backend 'cpu' has no gradient of Relu; setBackend\('tensorflow'\), or import @tensorflow\/tfjs-layers/,
  );
  expect(code).toBe(1);
});
