// A child process or worker that uses the engine: node engine-program.js MODE. It prints what it computed.
import { writeSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { matMul, memory, setBackend, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { randomNormal } from '../src/index.ts';

const compute = (factor: number): number[] =>
  tidy(() => Array.from(matMul(tensor2d([[factor, 2]]), tensor2d([[3], [4]])).dataSync()));

/** Starts this file as a worker; answers what it sent, or `exit` with its code. */
function worker(data: object): Promise<unknown> {
  return new Promise((resolve) => {
    const child = new Worker(new URL(import.meta.url), { workerData: data });
    child.once('message', resolve).once('error', (error: Error) => resolve({ error: error.message }));
    child.once('exit', (code) => resolve({ exit: code }));
  });
}

const MODES: Readonly<Record<string, () => unknown>> = {
  'live tensors': () => {
    const kept = randomNormal({ shape: [100, 100], seed: 0 });
    return [...compute(1), kept.size, memory().numTensors];
  },
  'exit amid work': () => {
    const kept = Array.from({ length: 50 }, (_, seed) => randomNormal({ shape: [300, 300], seed }));
    setTimeout(() => process.exit(0), 20);
    setInterval(() => kept.push(matMul(kept[0] as never, kept[1] as never)), 1);
    return kept.length;
  },
  'uncaught error': () => {
    setTimeout(() => {
      throw new Error('on purpose');
    });
    return compute(1);
  },
  'refused call': () => randomNormal({ shape: [2], seed: 0.5 }),
  'one worker': () => worker({ factor: 5 }),
  'two workers at once': async () => {
    const results = await Promise.all([worker({ factor: 1 }), worker({ factor: 10 })]);
    writeSync(2, 'the terminal is still here\n');
    return results;
  },
  'workers and main': async () => [
    compute(100),
    ...(await Promise.all([worker({ factor: 1 }), worker({ factor: 10 })])),
    memory().numTensors,
  ],
  'worker ended early': async () => {
    const child = new Worker(new URL(import.meta.url), { workerData: { forever: true } });
    await new Promise((done) => child.once('message', done));
    await child.terminate();
    return compute(1);
  },
};

await setBackend('tensorflow');
if (isMainThread) {
  try {
    writeSync(1, `${JSON.stringify(await MODES[process.argv[2] ?? '']?.())}\n`);
  } catch (error) {
    const { name, message } = error as Error;
    writeSync(2, `${name}: ${message}\n`);
    process.exitCode = 1;
  }
} else {
  const { factor, forever } = workerData as { factor: number; forever?: true };
  const kept = tensor2d([[factor]]);
  const result = compute(factor);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has none
  parentPort?.postMessage({ result, tensors: memory().numTensors, kept: kept.dataSync()[0] });
  if (forever) for (;;) compute(2);
}
