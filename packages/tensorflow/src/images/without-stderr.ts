import { isMainThread } from 'node:worker_threads';
import koffi from 'koffi';
import { oneThreadAtATime } from '../native/one-thread.ts';

/** The functions of the C library that move file descriptors. */
interface Descriptors {
  readonly dup: (descriptor: number) => number;
  readonly dup2: (from: number, to: number) => number;
  readonly open: (path: string, flags: number) => number;
  readonly close: (descriptor: number) => number;
}

const WRITE_ONLY = 1;

let bound: Descriptors | undefined;

/**
 * Runs `work` with what it writes to the terminal sent nowhere: TensorFlow's decoders of images, and its reader of regular
 * expressions, print each fault that they find, and the error says it anyway.
 *
 * The terminal is the process's. JavaScript of any thread writes to it from the main thread only, which is busy here, so
 * nothing else is lost; in a worker `work` runs as it is. `SKIPJACK_TENSORFLOW_LOG=1` lets the lines through.
 */
export function withoutStderr<T>(work: () => T): T {
  if (!isMainThread || process.platform !== 'linux' || process.env['SKIPJACK_TENSORFLOW_LOG'] === '1')
    return work();
  const { dup, dup2, open, close } = (bound ??= bind());
  // A worker that loads the library moves the same descriptor.
  return oneThreadAtATime('loading', () => {
    const terminal = dup(2);
    const nowhere = open('/dev/null', WRITE_ONLY);
    if (terminal >= 0 && nowhere >= 0) dup2(nowhere, 2);
    try {
      return work();
    } finally {
      if (terminal >= 0 && nowhere >= 0) dup2(terminal, 2);
      for (const descriptor of [terminal, nowhere]) if (descriptor >= 0) close(descriptor);
    }
  });
}

function bind(): Descriptors {
  const libc = koffi.load('libc.so.6');
  const func = <F>(declaration: string): F => libc.func(declaration) as F;
  return {
    dup: func('int dup(int descriptor)'),
    dup2: func('int dup2(int from, int to)'),
    open: func('int open(const char* path, int flags)'),
    close: func('int close(int descriptor)'),
  };
}
