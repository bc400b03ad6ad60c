import type { IncomingMessage } from 'node:http';

const FULL = 2 ** 20;

/**
 * Reads the body of an answer. Unlike the stream's own iterator, which drops what it holds when the connection breaks, it gives every
 * byte that came before it throws. It listens from the moment of the call: what comes before the first byte is asked for is kept.
 *
 * @param response - The answer.
 * @returns The bytes, in pieces; no more than about 1 MiB waits to be taken.
 */
export function arrivingBytes(response: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
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
  const closed = (): void => finish(response.errored ?? new Error('the connection was closed'));
  response.once('close', closed);
  if (response.destroyed) closed();
  return (async function* () {
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
  })();
}
