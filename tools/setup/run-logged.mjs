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

/** Writes all of a chunk: the system may take less at once. */
const writeAll = (file, chunk, write) => {
  const bytes = Buffer.from(chunk);
  for (let done = 0; done < bytes.length;) done += write(file, bytes, done);
};

/** @param {string} log relative path */
const logError = (log, error) =>
  new StepError({ message: `The log ${log} could not be written: ${error.message}.` });

const openLog = (log, header, write) => {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  try {
    writeAll(file, header, write);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
};

/**
 * @param {{ label: string, command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, log: string,
 *   progress: ReturnType<import('./progress.mjs').createProgress>, signal: AbortSignal, onChild?: (pid: number | undefined) => void, write?: typeof writeSync }} options `write` writes the log
 * @returns {Promise<string>} everything that the command wrote
 */
export async function runLogged({
  label,
  command,
  args,
  cwd,
  env,
  log,
  progress,
  signal,
  onChild,
  write = writeSync,
}) {
  signal.throwIfAborted();
  let file;
  try {
    file = openLog(log, `$ ${[command, ...args].join(' ')}\n`, write);
  } catch (error) {
    throw logError(relative(cwd, log), error);
  }
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
  let broken;
  const take = (chunk) => {
    if (broken !== undefined) return;
    try {
      writeAll(file, chunk, write);
    } catch (error) {
      broken = logError(relative(cwd, log), error);
      abort();
    }
    newest = tail(chunk.toString(), 1) || newest;
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let grace;
  const abort = () => {
    if (child.pid === undefined || grace !== undefined) return;
    endGroup(child.pid, 'SIGTERM');
    grace = setTimeout(() => endGroup(child.pid, 'SIGKILL'), 5_000);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const [code, by] = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...result) => resolve(result));
      try {
        onChild?.(child.pid);
      } catch (error) {
        broken = error;
        abort();
      }
    });
    signal.throwIfAborted();
    if (broken !== undefined) throw broken;
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
    try {
      if (child.pid !== undefined) onChild?.(undefined);
    } catch {
      // A full disk, told already if it matters: who still names a process that has ended does no harm.
    }
  }
}
