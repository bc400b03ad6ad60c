// @ts-check
/** Who is compared. The order is that of the first round. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLineWorker } from './line-worker.mjs';
import { PROGRAMS, pythonOfPeers } from './python-peers.mjs';
import { startWorker } from './worker-process.mjs';

const BOTH = ['training', 'inference'];
const ANY = ['float32', 'bfloat16'];

/**
 * `worker` is a file of workers/, `python` one of peers-python/. A contestant without `ours` is a peer. `artifact` names what makes
 * the file that it reads its net from, in a process of its own, lest that show in its time and memory.
 */
export const CONTESTANTS = [
  {
    id: 'skipjack-compiled',
    title: 'Skipjack, compiled',
    ours: true,
    worker: 'compiled',
    ...{ tasks: BOTH, precisions: ANY, needs: 'compile' },
  },
  {
    id: 'skipjack-eager',
    title: 'Skipjack, eager',
    ours: true,
    worker: 'eager',
    ...{ tasks: BOTH, precisions: ['float32'] },
  },
  {
    id: 'torch-eager',
    title: 'PyTorch, eager',
    python: 'worker_torch.py',
    mode: 'eager',
    ...{ tasks: BOTH, precisions: ANY },
  },
  {
    id: 'torch-compile',
    title: 'PyTorch, torch.compile',
    python: 'worker_torch.py',
    mode: 'compile',
    ...{ tasks: BOTH, precisions: ANY },
  },
  {
    id: 'keras-graph',
    title: 'Keras on TensorFlow, tf.function',
    python: 'worker_keras.py',
    mode: 'graph',
    ...{ tasks: BOTH, precisions: ANY },
  },
  {
    id: 'keras-xla',
    title: 'Keras on TensorFlow, XLA',
    python: 'worker_keras.py',
    mode: 'xla',
    ...{ tasks: BOTH, precisions: ANY },
  },
  {
    id: 'onnxruntime',
    title: 'onnxruntime',
    python: 'worker_onnxruntime.py',
    artifact: 'onnx',
    ...{ tasks: ['inference'], precisions: ['float32'] },
  },
  {
    id: 'tfjs-node',
    title: "the same net, plain tf.layers on tfjs-node's kernels",
    worker: 'tfjs-node-net',
    artifact: 'topology',
    ...{ tasks: BOTH, precisions: ['float32'] },
    // Their heads have a pooling that plain tf.layers has not.
    except: ({ task, net }) => task === 'training' && net === 'googlenet',
  },
];

/**
 * Those that take part in a task.
 *
 * @param {{ task: string, net: string, precision: string }} task
 * @param {{ who?: string[], has?: (name: string) => boolean }} [options] `has` says whether our engine exports that name
 */
export function contestantsOf(task, { who, has = () => true } = {}) {
  const unknown = who?.filter((id) => !CONTESTANTS.some((contestant) => contestant.id === id)) ?? [];
  if (unknown.length > 0)
    throw new Error(
      `There is no contestant ${unknown.join(' and no ')}; the contestants are ${CONTESTANTS.map(({ id }) => id).join(', ')}.`,
    );
  return CONTESTANTS.filter(
    ({ id, tasks, precisions, except, needs }) =>
      tasks.includes(task.task) &&
      precisions.includes(task.precision) &&
      except?.(task) !== true &&
      (needs === undefined || has(needs)) &&
      (who === undefined || who.includes(id)),
  );
}

/** Found, or made, once. */
let found;
const peersPython = () => (found ??= pythonOfPeers());

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Python leaves no compiled files beside its programs. */
const NO_CACHE = { PYTHONDONTWRITEBYTECODE: '1' };

const MAKERS = {
  onnx: (settings) => [peersPython(), join(PROGRAMS, 'export_onnx.py'), settings],
  topology: (settings) => [process.execPath, here('./workers/topology.mjs'), settings],
};

/** Makes the file that a contestant reads its net from; whoever calls it removes `folder`. */
export function makeArtifact({ artifact }, settings) {
  if (artifact === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'skipjack-bench-'));
  const file = join(folder, `${settings.net}.${artifact}`);
  const [command, ...args] = MAKERS[artifact](JSON.stringify({ ...settings, file }));
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, ...NO_CACHE },
  });
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      `Writing ${settings.net} as ${artifact} failed with code ${status}: ${stderr.slice(-2000)}`,
    );
  }
  return { folder, file, ...JSON.parse(stdout.trim().split('\n').at(-1)) };
}

/** Starts a contestant's process. */
export const startContestant = ({ id, worker, python }) =>
  worker === undefined
    ? startLineWorker({ name: id, command: peersPython(), args: [join(PROGRAMS, python)], env: NO_CACHE })
    : startWorker(worker);
