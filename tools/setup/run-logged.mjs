// Runs a command with its output in a log file, and tells what to do when it fails.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { adviceFor } from './advice.mjs';
import { endGroup } from './processes.mjs';
import { plain } from './progress.mjs';

const TAIL_LINES = 15;

/** A step that could not be done: `message` is one sentence, `detail` the last lines, `advice` the remedy. */
export class StepError extends Error {
  constructor({ message, detail = '', advice = adviceFor(`${message}\n${detail}`), log }) {
    super(message);
    this.name = 'StepError';
    this.detail = detail;
    this.advice = advice;
    this.log = log;
  }
}

/** The last lines of a text that are not empty. */
export const tail = (text, lines = TAIL_LINES) =>
  text
    .split('\n')
    .map((line) => plain(line.split('\r').findLast((part) => part.trim() !== '') ?? ''))
    .filter((line) => line !== '')
    .slice(-lines)
    .join('\n');

/**
 * @param {{ label: string, command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, log: string,
 *   progress: ReturnType<import('./progress.mjs').createProgress>, signal: AbortSignal, onChild?: (pid: number | undefined) => void }} options
 * @returns {Promise<string>} everything that the command wrote
 */
export async function runLogged({ label, command, args, cwd, env, log, progress, signal, onChild }) {
  signal.throwIfAborted();
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  writeSync(file, `$ ${[command, ...args].join(' ')}\n`);
  let newest = '';
  const stop = progress.during(label, () => newest);
  const windows = process.platform === 'win32';
  // In a process group of its own: Ctrl-C reaches only us, and we end the whole group.
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    shell: windows,
  });
  const take = (chunk) => {
    writeSync(file, chunk);
    newest = tail(chunk.toString(), 1) || newest;
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let grace;
  const abort = () => {
    if (child.pid === undefined) return;
    endGroup(child.pid, 'SIGTERM');
    grace = setTimeout(() => endGroup(child.pid, 'SIGKILL'), 5_000);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const [code, by] = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...result) => resolve(result));
      onChild?.(child.pid);
    });
    signal.throwIfAborted();
    const output = readFileSync(log, 'utf8');
    if (code === 0) return output;
    throw new StepError({
      message: `\`${[command, ...args].join(' ')}\` ended with ${code === null ? `signal ${by}` : `exit code ${code}`}.`,
      detail: tail(output.slice(output.indexOf('\n') + 1)),
      advice: adviceFor(output),
      log: relative(cwd, log),
    });
  } catch (error) {
    if (error.code === 'ENOENT' && error.syscall?.startsWith('spawn'))
      throw new StepError({
        message: `\`${command}\` was not found.`,
        advice: `Install ${command === 'npm' ? 'Node.js with npm' : command} and see that it is on the PATH.`,
      });
    throw error;
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', abort);
    stop();
    closeSync(file);
    if (child.pid !== undefined) onChild?.(undefined);
  }
}
