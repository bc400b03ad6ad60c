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
  const ask = (message) =>
    new Promise((resolve, reject) => {
      const settle = (end) => (value) => {
        child.removeAllListeners('message').removeAllListeners('exit');
        end(value);
      };
      child.once('message', (answer) =>
        answer.type === 'error'
          ? settle(reject)(new Error(`${name}: ${answer.message}`))
          : settle(resolve)(answer),
      );
      child.once('exit', (code) =>
        settle(reject)(new Error(`${name} ended with code ${code} and said: ${complaints}`)),
      );
      child.send(message);
    });
  const stop = () => {
    if (child.connected) child.send({ type: 'stop' });
  };
  return { name, ask, stop };
}
