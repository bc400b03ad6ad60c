// A worker is terminated while it loads the library: node loading-program.js [REST]. With REST the engine's main thread is
// told nothing; the next load mends what was left. It prints to descriptor 2, which the worker had sent nowhere.
import { writeSync } from 'node:fs';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { oneThreadAtATime } from '../src/native/one-thread.ts';
import { withoutTerminal } from '../src/native/terminal.ts';
import { releaseEndedThreads } from '../src/native/thread-end.ts';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  await new Promise((done) => worker.once('message', done));
  writeSync(2, 'unseen\n');
  await worker.terminate();
  if (process.argv[2] === undefined) releaseEndedThreads();
  else oneThreadAtATime('loading', () => withoutTerminal(() => writeSync(2, 'unseen\n')));
  writeSync(2, 'seen\n');
} else
  oneThreadAtATime('loading', () =>
    withoutTerminal(() => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has none
      parentPort?.postMessage('loading');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }),
  );
