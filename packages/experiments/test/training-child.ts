import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { checkpointFolder } from '@skipjack/runs';
import type { TrainingOrders } from './training-program.ts';

/** How a training process ended. */
export interface TrainingEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, by `step 3` and the like. */
  readonly trail: ReadonlyMap<string, string>;
  readonly errors: string;
}

/** When a process is killed: so many milliseconds after it has printed so many steps. */
export interface Kill {
  readonly steps: number;
  readonly milliseconds: number;
}

/** Runs `training-program.js` of a compiled folder to its end, or kills it by SIGKILL. */
export async function runTraining(
  compiled: string,
  orders: TrainingOrders,
  kill?: Kill,
): Promise<TrainingEnd> {
  const program = join(compiled, 'test', 'training-program.js');
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const trail = new Map<string, string>();
  let [rest, errors, steps] = ['', '', 0];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [what = '', step = '', ...facts] = line.split(' ');
      trail.set(`${what} ${step}`, facts.join(' '));
      if (what === 'step' && ++steps === kill?.steps)
        setTimeout(() => child.kill('SIGKILL'), kill.milliseconds);
    }
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, trail, errors }));
  });
}

/** All bytes and all records of the newest checkpoint, as one text. */
export async function lastState(folder: string): Promise<Record<string, string>> {
  const state = await checkpointFolder({ folder }).load('last');
  if (!state) return {};
  const tensors = [...state.tensors].map(([name, { dtype, shape, data }]) => {
    const sha256 = createHash('sha256').update(data).digest('hex');
    return [name, `${dtype} [${shape.join()}] ${sha256}`] as const;
  });
  return { ...Object.fromEntries(tensors), record: JSON.stringify(state.record), step: String(state.step) };
}

/** Joins what a process printed to what those before it did; tells where a step that was done again came out otherwise. */
export function joinTrails(all: Map<string, string>, next: ReadonlyMap<string, string>): string[] {
  const conflicts: string[] = [];
  for (const [key, facts] of next) {
    const before = all.get(key);
    if (before !== undefined && before !== facts) conflicts.push(`${key}: ${before}, then ${facts}`);
    if (!key.startsWith('stopped')) all.set(key, facts);
  }
  return conflicts;
}
