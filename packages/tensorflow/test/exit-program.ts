// A process that ends in one of many states: node exit-program.js MODE. It prints `ready` when it is in that state.
import { writeSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import '../src/index.ts';

const ready = (): void => void writeSync(1, 'ready\n');
const x = (): tf.Tensor2D => tf.ones([200, 200]);
const step = (): void => tf.tidy(() => void tf.sum(tf.matMul(x(), x())).dataSync());
const forever = (): never => {
  for (;;) step();
};
/** A step at every turn of the event loop. */
const steps = async (): Promise<never> => {
  for (;;) {
    step();
    await tf.nextFrame();
  }
};

/** A kernel of the user's own that does `act` amid the call. */
const kernel = (act: () => void): void => {
  tf.registerKernel({
    kernelName: 'Mine',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs }) => {
      tf.tidy(() => void tf.relu(x()).dataSync());
      act();
      return inputs['x'] as tf.TensorInfo;
    },
  });
  tf.engine().runKernel('Mine', { x: x() });
};

/** Starts this file as a worker in another mode; answers once it is in its state. */
const worker = async (mode: string): Promise<Worker> => {
  const child = new Worker(new URL(import.meta.url), { workerData: mode });
  child.on('error', (error: Error) => writeSync(2, `worker: ${error.message}\n`));
  await new Promise((done) => child.once('message', done));
  return child;
};
const ended = (child: Worker): Promise<number> => new Promise((done) => child.once('exit', done));

const MODES: Readonly<Record<string, () => unknown>> = {
  'nothing ran': () => undefined,
  'live tensors': () => void tf.keep(tf.relu(x())).dataSync(),
  'end mid-step': () => {
    setTimeout(() => process.exit(7), 30);
    return steps();
  },
  'exit in a kernel': () => kernel(() => process.exit(7)),
  'exit in a tidy': () => tf.tidy(() => (x().dataSync(), process.exit(7))),
  'exit with pending reads': () => {
    for (let index = 0; index < 50; index++) void tf.relu(x()).data();
    process.exit(7);
  },
  'end with pending reads': () => {
    for (let index = 0; index < 50; index++) void tf.relu(x()).data();
  },
  'tensors in the exit event': () => {
    x().dataSync();
    process.on('exit', () => {
      try {
        step();
      } catch (error) {
        writeSync(2, `at the end: ${(error as Error).message}\n`);
      }
    });
  },
  'uncaught error': () => {
    step();
    setImmediate(() => {
      throw new Error('on purpose');
    });
  },
  'uncaught error in a kernel': () =>
    kernel(() => {
      throw new Error('on purpose');
    }),
  'rejected promise': () => {
    step();
    void Promise.reject(new Error('on purpose'));
  },
  'refused call': () => tf.engine().runKernel('Multiply', { a: x(), b: tf.ones([3]) }),
  'blocked by steps': forever,
  'steps and turns': steps,
  'own signal handler': () => {
    process.once('SIGTERM', () => process.exit(9));
    return steps();
  },
  'worker ended by itself': async () => ended(await worker('live tensors')),
  'worker that exits in a kernel': async () => {
    process.exitCode = await ended(await worker('exit in a kernel'));
  },
  'worker with an uncaught error': async () => {
    const code = await ended(await worker('uncaught error'));
    step();
    return code;
  },
  'worker with tensors in its exit event': async () => ended(await worker('tensors in the exit event')),
  'worker terminated mid-step': async () => {
    await (await worker('blocked by steps')).terminate();
    step();
  },
  'exit while a worker works': async () => {
    await worker('blocked by steps');
    process.exit(7);
  },
  'uncaught error while a worker works': async () => {
    await worker('blocked by steps');
    throw new Error('on purpose');
  },
  'signal while workers work': async () => {
    await worker('blocked by steps');
    await worker('steps and turns');
    ready();
    return forever();
  },
};

const mode = isMainThread ? (process.argv[2] ?? '') : (workerData as string);
if (mode !== 'nothing ran') await tf.setBackend('tensorflow');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has none
const say = isMainThread ? ready : (): void => parentPort?.postMessage('ready');
if (mode !== 'nothing ran') step();
if (!isMainThread || /^(blocked|steps|own|nothing)/.test(mode)) say();
await MODES[mode]?.();
