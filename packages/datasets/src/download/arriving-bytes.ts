import type { IncomingMessage } from 'node:http';

const FULL = 2 ** 20;

/**
 * Reads the body of an answer. Unlike the stream's own iterator, which drops what it holds when the connection breaks, it gives every
 * byte that came before it throws.
 *
 * @param response - The answer.
 * @returns The bytes, in pieces; no more than about 1 MiB waits to be taken.
 */
export async function* arrivingBytes(response: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  const queue: Uint8Array[] = [];
  let queued = 0;
  let end: { readonly error: Error | undefined } | undefined;
  let wake = (): void => {};
  const finish = (error: Error | undefined): void => {
    end ??= { error };
    wake();
  };
  response.on('data', (chunk: Uint8Array) => {
    queue.push(chunk);
    queued += chunk.length;
    if (queued > FULL) response.pause();
    wake();
  });
  response.once('end', () => finish(undefined));
  response.on('error', finish);
  response.once('close', () => finish(new Error('the connection was closed')));
  for (;;) {
    const chunk = queue.shift();
    if (chunk !== undefined) {
      queued -= chunk.length;
      if (queued < FULL / 2 && response.isPaused()) response.resume();
      yield chunk;
    } else if (end !== undefined) {
      if (end.error !== undefined) throw end.error;
      return;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
