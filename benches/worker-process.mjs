// @ts-check
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts `workers/<name>.mjs`, which answers messages as workers/serve.mjs says. */
export function startWorker(name) {
  const child = fork(fileURLToPath(new URL(`./workers/${name}.mjs`, import.meta.url)), {
    serialization: 'advanced',
    // TensorFlow's start-up lines, which Skipjack silences by itself, are shown only when the worker fails.
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints = (complaints + text).slice(-4000)));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const ask = (message) =>
    new Promise((resolve, reject) => {
      const settle = (end) => (value) => {
        child.off('message', onMessage).off('exit', onExit);
        end(value);
      };
      const onMessage = (answer) =>
        answer.type === 'error'
          ? settle(reject)(new Error(`${name}: ${answer.message}`))
          : settle(resolve)(answer);
      const onExit = (code) =>
        settle(reject)(new Error(`${name} ended with code ${code} and said: ${complaints}`));
      child.once('message', onMessage).once('exit', onExit);
      child.send(message);
    });
  /** Resolves when the process is gone. */
  const stop = () => {
    if (child.connected) child.send({ type: 'stop' });
    return closed;
  };
  return { name, pid: child.pid, ask, stop, kill: () => child.kill('SIGKILL') };
}
