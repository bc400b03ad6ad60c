// node tools/golden/safetensors-fuzz.mjs --files 1e6 --seed 1 [--python /tmp/safetensors/bin/python]
// Reads mutated safetensors files (packages/weights must be built): no untyped error, none over a second. With --python, whose
// environment has safetensors==0.8.0, its reader gets the same files: what ours takes, it must take, and read the same from it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { readSafetensors, SafetensorsError } from '../../packages/weights/dist/index.js';
import { mutatedFile } from '../../packages/weights/test/mutations.mjs';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '1e6' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string' },
  },
});
const [files, first] = [Number(values.files), Number(values.seed)];
const judge =
  values.python === undefined
    ? undefined
    : spawn(values.python, [new URL('safetensors_verdicts.py', import.meta.url).pathname], {
        stdio: ['pipe', 'inherit', 'inherit'],
      });

function contentOf(tensors) {
  const entries = [...tensors].map(([name, { dtype, shape, data }]) => [
    name,
    dtype,
    shape,
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
  ]);
  return JSON.stringify(entries.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
}

function frame(bytes) {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  return [size, bytes];
}

const outcomes = new Map();
let slowest = 0;
const began = performance.now();
for (let seed = first; seed < first + files; seed += 1) {
  const bytes = mutatedFile(seed);
  const start = performance.now();
  let outcome = 'sound';
  let content = '';
  try {
    content = contentOf(readSafetensors(bytes).tensors);
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw new Error(`Seed ${seed}`, { cause: error });
    outcome = error.code;
  }
  slowest = Math.max(slowest, performance.now() - start);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const batch = judge && Buffer.concat([...frame(bytes), ...frame(Buffer.from(content))]);
  if (judge && !judge.stdin.write(batch)) await once(judge.stdin, 'drain');
}
judge?.stdin.end();
const [code] = judge === undefined ? [0] : await once(judge, 'exit');
console.log(
  `${files} files from seed ${first} in ${((performance.now() - began) / 1000).toFixed(1)} s, the slowest in ${slowest.toFixed(0)} ms`,
);
console.log(Object.fromEntries([...outcomes].sort((a, b) => b[1] - a[1])));
process.exitCode = slowest > 1000 ? 1 : code;
