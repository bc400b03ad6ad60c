import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from '../../test/compiled-package.ts';
import { runModule } from '../../test/run-node.ts';

let folder = '';
beforeAll(() => {
  folder = compilePackage();
});
afterAll(() => removeCompiled(folder));

const CORE = "import * as tf from '@tensorflow/tfjs-core';";
const OURS = "import './src/index.js';";
const LAYERS = "import '@tensorflow/tfjs-layers';";
const WHOLE = "import '@tensorflow/tfjs';";
const CPU = "import '@tensorflow/tfjs-backend-cpu';";

/** Prints a gradient that goes through a dozen of tfjs's gradients, on a backend. */
const report = (backend: string): string => `
  await tf.setBackend('${backend}');
  const weights = tf.tensor2d([[0.5, -1], [2, 0.25]]);
  const loss = (x) => tf.sum(tf.relu(tf.matMul(tf.softmax(tf.reshape(tf.square(x), [1, 2])), weights)));
  console.log([...tf.grad(loss)(tf.tensor1d([0.3, -0.7])).dataSync()].map((value) => value.toFixed(4)).join());
  const f = (x) => tf.topk(x, 1).values;
  console.log([...tf.grad(f)(tf.tensor1d([1, 3, 2])).dataSync()].join());`;

const EXPECTED = { stdout: '-0.2162,-0.5045\n0,1,0\n', code: 0 };

test.each([
  ['tfjs-core alone', [CORE, OURS]],
  ['tfjs-layers before', [CORE, LAYERS, OURS]],
  ['tfjs-layers after', [CORE, OURS, LAYERS]],
  ['@tensorflow/tfjs before', [CORE, WHOLE, OURS]],
  ['@tensorflow/tfjs after', [CORE, OURS, WHOLE]],
])('gradients are there, and nothing is warned of: %s', async (_title, imports) => {
  const result = await runModule(folder, [...imports, report('tensorflow')].join('\n'));
  expect(result).toMatchObject({ ...EXPECTED, stderr: '' });
});

test('other backends have them too', async () => {
  const { stdout, code } = await runModule(folder, [CORE, CPU, OURS, report('cpu')].join('\n'));
  expect({ stdout: stdout.split('\n').slice(-3).join('\n'), code }).toEqual(EXPECTED);
});

test('tfjs-layers is loaded by the first gradient, not before', async () => {
  const source = `${CORE}${OURS}
    import { createRequire } from 'node:module';
    const { cache } = createRequire(import.meta.url);
    const isLoaded = () => Object.keys(cache).some((file) => file.includes('tfjs-layers'));
    tf.exp(tf.tensor1d([1, 2])).dataSync();
    const before = isLoaded();
    tf.grad((x) => tf.exp(x))(tf.tensor1d([1, 2]));
    console.log(before, isLoaded());`;
  const { stdout, stderr } = await runModule(folder, source);
  expect({ stdout, stderr }).toEqual({ stdout: 'false true\n', stderr: '' });
});

test('an op without a gradient stays one without', async () => {
  const source = `${CORE}${OURS}
    try {
      tf.grad((x) => tf.cast(tf.equal(x, 1), 'float32'))(tf.tensor1d([1, 2]));
    } catch ({ message }) {
      console.log(message);
    }
    console.log(tf.getGradient('Equal'));`;
  const { stdout } = await runModule(folder, source);
  expect(stdout).toMatch(/^Cannot compute gradient: gradient function not found for Equal\.\nundefined\n$/);
});

test('a gradient that tfjs lacks and another backend has not is refused', async () => {
  const source = `${CORE}${CPU}${OURS}
    const [image, filter] = [tf.ones([1, 3, 3, 1]), tf.ones([2, 2, 1, 1])];
    await tf.setBackend('tensorflow');
    tf.conv2d(image, filter, 1, 'valid').dispose();
    await tf.setBackend('cpu');
    const first = tf.grad((x) => tf.square(tf.conv2d(image, x, 1, 'valid')));
    try {
      tf.grad((x) => first(x))(filter);
    } catch ({ name, message }) {
      console.log(name, message);
    }`;
  const { stdout } = await runModule(folder, source);
  expect(stdout).toContain(
    "EngineError The backend 'cpu' has no gradient of Conv2DBackpropFilter; setBackend(",
  );
});

test('where it is not installed, a gradient of ours that falls back on tfjs’s says so too', async () => {
  const source = `${CORE}
    import { promiseTfjsGradients } from './src/gradients/tfjs-gradients.js';
    promiseTfjsGradients(['Identity', 'Mean'], () => { throw new Error('not there'); });
    await ${OURS.replace('import ', 'import(').replace(';', ')')};
    await tf.setBackend('tensorflow');
    tf.mean(tf.tensor1d([1, 2], 'int32')).dispose();
    try {
      tf.grad((x) => tf.mean(x))(tf.tensor1d([1, 2], 'int32'));
    } catch ({ name, message }) {
      console.log(name, message);
    }`;
  const { stdout } = await runModule(folder, source);
  expect(stdout).toMatch(/^EngineError A gradient was asked for, and @tensorflow\/tfjs-layers, /);
});

test('where tfjs-layers is not installed, the error says what to install', async () => {
  const source = `${CORE}
    import { promiseTfjsGradients } from './src/gradients/tfjs-gradients.js';
    promiseTfjsGradients(['Square', 'Identity', 'Sum'], () => { throw new Error('not there'); });
    ${CPU.replace('import ', 'await import(').replace(';', ')')};
    await tf.setBackend('cpu');
    console.log(tf.square(tf.tensor1d([3])).dataSync()[0]);
    for (let time = 0; time < 2; time++)
      try {
        tf.grad((x) => tf.square(tf.square(x)))(tf.tensor1d([1, 2]));
      } catch ({ name, message }) {
        console.log(name, message);
      }`;
  const { stdout } = await runModule(folder, source);
  const error =
    "EngineError A gradient was asked for, and @tensorflow/tfjs-layers, which registers TensorFlow.js's gradients, is not installed; install it beside @tensorflow/tfjs-core.";
  expect(stdout.split('\n').filter((line) => /^9|Error/.test(line))).toEqual(['9', error, error]);
});
