// Checks the engine on a machine with an NVIDIA GPU, which our own tests do not have.
//   node tools/gpu-check.mjs [--library <folder>] [--steps <n>] [--out <file>]
// It installs the library for GPUs (`skipjack engine install --gpu`; not with --library), asks the doctor, and computes a
// matrix product and training steps of ResNet-20 on the GPU and on the processor. It prints one JSON object: what was found,
// how far the results differ, and the times. Exit codes: 0 all is well, 1 something is not, 2 wrong usage, 3 there is no GPU.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verdict } from './gpu-check/verdict.mjs';
import { whyNoGpu } from './gpu-check/machine.mjs';
import { ROOT } from './setup/workspace.mjs';

const USAGE = 'node tools/gpu-check.mjs [--library <folder>] [--steps <n>] [--out <file>]';

function options() {
  try {
    const { values } = parseArgs({
      options: { library: { type: 'string' }, steps: { type: 'string' }, out: { type: 'string' } },
    });
    const steps = Number(values.steps ?? 12);
    if (!Number.isInteger(steps) || steps < 3)
      throw new Error(`--steps is a whole number from 3, got ${values.steps}`);
    return { ...values, steps };
  } catch (error) {
    console.error(`gpu-check: ${error.message}; usage: ${USAGE}`);
    return process.exit(2);
  }
}

/** Runs Node to its end; standard error is shown as it comes. */
function node(parameters, environment = {}) {
  const child = spawn(process.execPath, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout }));
  });
}

const { library, steps, out } = options();
const reason = whyNoGpu();
if (reason !== undefined) {
  console.error(`gpu-check: there is no GPU to check: ${reason}. Nothing was installed or computed.`);
  console.log(JSON.stringify({ gpu: false, reason }));
  process.exit(3);
}

const SKIPJACK = join(ROOT, 'packages', 'skipjack', 'bin', 'skipjack.js');
const MEASURE = join(ROOT, 'tools', 'gpu-check', 'measure.mjs');
const work = mkdtempSync(join(tmpdir(), 'gpu-check-'));
try {
  const environment = {};
  if (library === undefined) {
    const { code } = await node([SKIPJACK, 'engine', 'install', '--gpu']);
    if (code !== 0) {
      rmSync(work, { recursive: true, force: true });
      process.exit(1);
    }
    const plan = JSON.parse(
      (await node([SKIPJACK, 'engine', 'install', '--gpu', '--dry-run', '--json'])).stdout,
    );
    environment.SKIPJACK_TENSORFLOW = join(plan.folder, 'tensorflow');
  } else {
    environment.SKIPJACK_TENSORFLOW = library;
  }
  const doctor = JSON.parse((await node([SKIPJACK, 'doctor', '--json'], environment)).stdout);

  const measure = async (name, device, extra = {}) => {
    const file = join(work, `${name}.json`);
    const { code } = await node([MEASURE, device, String(steps), file], { ...environment, ...extra });
    return code === 0 ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  };
  // TensorFloat-32, which GPUs use for matrix products since 2020, keeps 10 bits of 23: results are compared without it.
  const runs = {
    cpu: await measure('cpu', 'cpu'),
    gpuExact: await measure('gpu-exact', 'gpu', { NVIDIA_TF32_OVERRIDE: '0' }),
    gpu: await measure('gpu', 'gpu'),
  };
  const result = { gpu: true, library: environment.SKIPJACK_TENSORFLOW, doctor, ...verdict(runs) };
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (out !== undefined) writeFileSync(out, text);
  process.stdout.write(text);
  process.exitCode = result.ok && doctor.ok ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
