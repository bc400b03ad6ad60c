// A child process of the fuzzer: node fuzz-program.js SEED CALLS LAST_CALL_FILE [KERNEL]. Each thousand calls it prints a
// line with their number, and one line of JSON at its end: a FuzzReport.
import { openSync, ftruncateSync, writeSync } from 'node:fs';
import { engine, setBackend } from '@tensorflow/tfjs-core';
import koffi from 'koffi';
import { configureEngine, loadEngine } from '../src/engine.ts';
import '../src/register.ts';
import type { FuzzReport } from './fuzz-report.ts';
import { runFuzzCall } from './fuzz-run.ts';
import { CallSource } from './fuzzer.ts';
import { KERNEL_SAMPLES } from './kernel-samples.ts';

const [, , seed = '1', calls = '1000', file = '', only = ''] = process.argv;
const total = Number(calls);
configureEngine({ maxTensorBytes: 2 ** 26 });
await setBackend('tensorflow');
loadEngine(); // no part of the first call's time
const source = new CallSource(Number(seed));
const kernels = [...KERNEL_SAMPLES.keys()].filter((name) => only === '' || name === only);
const descriptor = openSync(file, 'w');
const count = (): number[] => [engine().memory().numTensors, engine().backend.numDataIds()];
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
// What the C library keeps for the next allocation is no leak: it is asked to give it back first.
const trim =
  process.platform === 'linux' ? koffi.load('libc.so.6').func('int malloc_trim(size_t pad)') : undefined;
const residentMegabytes = async (): Promise<number> => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await turn();
  }
  trim?.(0);
  return Math.round(process.memoryUsage().rss / 2 ** 20);
};
const before = count();
const leaks: string[] = [];
const counts: Record<string, [calls: number, refused: number]> = {};
let slowest = { milliseconds: 0, call: '' };
let early = 0;
for (let index = 0; index < total; index++) {
  const kernel = kernels[index % kernels.length] ?? '';
  const call = source.call(kernel);
  const text = JSON.stringify(call, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  // Written before the call, so that it can be read when the call ends the process.
  ftruncateSync(descriptor, 0);
  writeSync(descriptor, text, 0);
  const began = performance.now();
  const refused = runFuzzCall(call) !== undefined;
  const milliseconds = performance.now() - began;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, call: text };
  const counted = (counts[kernel] ??= [0, 0]);
  counted[0]++;
  if (refused) counted[1]++;
  if (count().join() !== before.join() && leaks.length < 5) leaks.push(text);
  if (index === Math.floor(total / 3)) early = await residentMegabytes();
  if (index % 1000 === 999) {
    writeSync(1, `${index + 1}\n`);
    await turn(); // the finalization registry's
  }
}
const resident = [early, await residentMegabytes()] as const;
const sound = kernels.filter((kernel) => runFuzzCall(source.good(kernel)) === undefined);
const report: FuzzReport = { counts, leaks, resident, slowest, sound };
writeSync(1, `${JSON.stringify(report)}\n`);
