// Runs one check of `npm test`: a command whose output goes to a log, or straight through where it is worth watching.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { endGroup } from '../setup/processes.mjs';

/** A check that hangs is a failed check. */
const LIMIT_MS = 30 * 60_000;

/**
 * @param {{ command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, log?: string, signal: AbortSignal }} options
 *   without `log` the output is shown as it comes
 * @returns {Promise<{ code: number, output: string }>} `output` is empty without `log`
 */
export async function runCheck({ command, args, cwd, env, log, signal }) {
  if (log !== undefined) mkdirSync(dirname(log), { recursive: true });
  const sink = log === undefined ? 'inherit' : openSync(log, 'w');
  const windows = process.platform === 'win32';
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', sink, sink],
    detached: !windows,
    shell: windows,
  });
  if (typeof sink === 'number') closeSync(sink);
  const end = () => child.pid !== undefined && endGroup(child.pid, 'SIGKILL');
  const timer = setTimeout(end, LIMIT_MS);
  signal.addEventListener('abort', end, { once: true });
  const [code, why] = await new Promise((resolve) => {
    child.once('error', (error) => resolve([1, `${command} could not be started: ${error.message}`]));
    child.once('close', (status, by) => resolve([status ?? 1, by === null ? '' : `ended by ${by}`]));
  });
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
  return { code, output: `${log === undefined ? '' : readFileSync(log, 'utf8')}${why}` };
}
