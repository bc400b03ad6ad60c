// One child process of the torture run: its calls, watched.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Bytes of the child's errors that are kept. */
const MAX_ERRORS = 4000;

/**
 * @typedef {{ kind: 'crash' | 'hang' | 'interrupted', how: string, call: string, errors: string }} Fault how a child ended
 *   before its time, in which call, and what it wrote to descriptor 2
 * @typedef {{ calls: number, report?: any, fault?: Fault }} Outcome `calls` that were made
 */

/**
 * Runs a program that prints how many calls it has made, again and again, and a report in JSON at its end.
 *
 * @param {{ args: string[], lastCall: string, silenceMs: number, signal: AbortSignal, onCalls?: (calls: number) => void }} options
 *   `args` of Node; a child that prints nothing for `silenceMs` hangs; `lastCall` is the file with the call being made
 * @returns {Promise<Outcome>}
 */
export async function runShard({ args, lastCall, silenceMs, signal, onCalls }) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [calls, report, errors, hangs] = [0, undefined, '', false];
  const hang = () => {
    hangs = true;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(hang, silenceMs);
  const interrupt = () => child.kill('SIGKILL');
  signal.addEventListener('abort', interrupt, { once: true });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(hang, silenceMs);
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop();
    for (const line of lines)
      if (/^\d+$/.test(line)) {
        calls = Number(line);
        onCalls?.(calls);
      } else report = JSON.parse(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = `${errors}${text}`.slice(-MAX_ERRORS)));
  const how = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, by) => resolve(by ?? `exit code ${code}`));
  });
  clearTimeout(watchdog);
  signal.removeEventListener('abort', interrupt);
  if (how === 'exit code 0' && report !== undefined) return { calls, report };
  const kind = signal.aborted ? 'interrupted' : hangs ? 'hang' : 'crash';
  const call = existsSync(lastCall) ? readFileSync(lastCall, 'utf8') : '';
  return { calls, fault: { kind, how, call, errors } };
}
