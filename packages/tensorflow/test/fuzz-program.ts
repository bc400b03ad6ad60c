// A child process of the fuzzer: node fuzz-program.js SEED CALLS LAST_CALL_FILE. It prints one JSON line at its end.
import { openSync, ftruncateSync, writeSync } from 'node:fs';
import { engine, setBackend } from '@tensorflow/tfjs-core';
import { configureEngine } from '../src/engine.ts';
import '../src/register.ts';
import { runFuzzCall } from './fuzz-run.ts';
import { CallSource } from './fuzzer.ts';
import { KERNEL_SAMPLES } from './kernel-samples.ts';

const [, , seed = '1', calls = '1000', file = '', only = ''] = process.argv;
configureEngine({ maxTensorBytes: 2 ** 26 });
await setBackend('tensorflow');
const source = new CallSource(Number(seed));
const kernels = [...KERNEL_SAMPLES.keys()].filter((name) => only === '' || name === only);
const descriptor = openSync(file, 'w');
const count = (): number[] => [engine().memory().numTensors, engine().backend.numDataIds()];
const before = count();
const leaks: string[] = [];
let refused = 0;
for (let index = 0; index < Number(calls); index++) {
  const call = source.call(source.pick(kernels));
  const text = JSON.stringify(call, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  // Written before the call, so that it can be read when the call ends the process.
  ftruncateSync(descriptor, 0);
  writeSync(descriptor, text, 0);
  if (runFuzzCall(call) !== undefined) refused++;
  if (count().join() !== before.join() && leaks.length < 5) leaks.push(text);
}
const sound = kernels.filter((kernel) => runFuzzCall(source.good(kernel)) === undefined);
writeSync(1, `${JSON.stringify({ refused, leaks, sound })}\n`);
