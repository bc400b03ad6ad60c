// @ts-check
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a program that answers each JSON line on its stdin with one on its stdout, as peers-python/serve.py does. It
 * waits for the next line, and takes no time, while others run.
 *
 * @param {{ name: string, command: string, args: string[], env?: Record<string, string> }} options
 */
export function startLineWorker({ name, command, args, env = {} }) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints = (complaints + text).slice(-4000)));
  // A write to a process that has ended fails here; its end is reported below.
  child.stdin.on('error', () => undefined);
  /** @type {{ resolve: (answer: any) => void, reject: (error: Error) => void } | undefined} */
  let asked;
  let ended;
  const settle = (how, value) => {
    const waiting = asked;
    asked = undefined;
    waiting?.[how](value);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    let answer;
    try {
      answer = JSON.parse(line);
    } catch {
      return settle('reject', new Error(`${name} answered what is no JSON: ${line.slice(0, 200)}`));
    }
    return answer.type === 'error'
      ? settle('reject', new Error(`${name}: ${answer.message}`))
      : settle('resolve', answer);
  });
  const closed = new Promise((resolve) => {
    const end = (why) => {
      ended ??= new Error(`${name} ${why} and said: ${complaints}`);
      settle('reject', ended);
      resolve(undefined);
    };
    child.once('error', (error) => end(`did not start (${error.message})`));
    child.once('close', (code, signal) => end(`ended with ${signal ?? `code ${code}`}`));
  });
  const ask = (message) =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended);
      if (asked !== undefined)
        return reject(new Error(`${name} is still busy; ask it one thing after another.`));
      asked = { resolve, reject };
      return child.stdin.write(`${JSON.stringify(message)}\n`);
    });
  /** Resolves when the process is gone. */
  const stop = () => {
    child.stdin.end(`${JSON.stringify({ type: 'stop' })}\n`);
    return closed;
  };
  return { name, pid: child.pid, ask, stop, kill: () => child.kill('SIGKILL') };
}
