import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a child process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@link runNode}. */
export interface RunNodeOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Told the child's process id once it runs. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Told what the child has printed so far, whenever it prints. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** Runs a JavaScript file with this Node to its end. */
export async function runNode(parameters: readonly string[], options: RunNodeOptions = {}): Promise<Ended> {
  const { environment = process.env, onOutput, onStart, timeout = 60_000 } = options;
  const child = spawn(process.execPath, parameters, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
  if (onOutput) child.stdout.on('data', () => onOutput(stdout, kill));
  onStart?.(kill);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...ended) => resolve(ended));
  });
  return { code, signal, stdout, stderr };
}

let scripts = 0;

/** Writes an ES module into a compiled package (beside `src/`) and runs it. */
export async function runModule(
  folder: string,
  source: string,
  options: RunNodeOptions = {},
): Promise<Ended> {
  const file = join(folder, `script-${scripts++}.js`);
  writeFileSync(file, source);
  return runNode([file], options);
}
