import { setTimeout as sleep } from 'node:timers/promises';
import type { Checksum } from './checksum.ts';
import { verifyChecksum } from './checksum.ts';
import { DataError } from './data-error.ts';

/** Options of {@link download}. */
export interface DownloadOptions {
  /** Address. */
  readonly url: string;
  /** What must come. */
  readonly expected: Checksum;
  /** What to do when it does not: the end of the error's sentence. */
  readonly remedy: string;
  /**
   * Called with the number of bytes received so far; it falls back to 0 when an attempt fails.
   * @defaultValue none
   */
  readonly onReceived?: ((bytes: number) => void) | undefined;
  /**
   * Stops the download; the promise is then rejected with the signal's reason.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * How often to try before giving up.
   * @defaultValue 4
   */
  readonly attempts?: number | undefined;
  /**
   * Wait before the second attempt, in milliseconds; it doubles before each further one.
   * @defaultValue 500
   */
  readonly backoffMs?: number | undefined;
  /**
   * Longest silence of the server, in milliseconds.
   * @defaultValue 30,000
   */
  readonly silenceMs?: number | undefined;
}

/**
 * Fetches a file of known size and checksum into memory: not one byte more than that is accepted, and what is not the
 * expected file is dropped, tried again, and finally reported with both sums.
 *
 * @param options - The address and what should be there.
 * @returns The verified bytes.
 * @throws {@link DataError} after the last attempt, or at once when the server says that it has no such file.
 */
export async function download(options: DownloadOptions): Promise<Uint8Array> {
  const { attempts = 4, backoffMs = 500, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await receive(options);
    } catch (error) {
      signal?.throwIfAborted();
      const final = error instanceof RefusedError || attempt >= attempts;
      if (final) throw explain(error, options, attempt);
      options.onReceived?.(0);
      await wait(backoffMs * 2 ** (attempt - 1), signal);
    }
  }
}

async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** The server's answer is final: asking again would not change it. */
class RefusedError extends Error {}

async function receive(options: DownloadOptions): Promise<Uint8Array> {
  const { url, expected, remedy, silenceMs = 30_000, signal } = options;
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new Error(`the server was silent for ${silenceMs} ms`));
  }, silenceMs);
  try {
    const response = await fetch(url, {
      headers: { 'accept-encoding': 'identity' },
      signal: signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      const answer = `the server answered ${response.status} ${response.statusText}`.trimEnd();
      throw isPassing(response.status) ? new Error(answer) : new RefusedError(answer);
    }
    const bytes = new Uint8Array(expected.bytes);
    let received = 0;
    for await (const chunk of response.body) {
      timer.refresh();
      if (received + chunk.length > bytes.length) {
        throw new Error(`the server sent more than the ${bytes.length} bytes expected`);
      }
      bytes.set(chunk, received);
      received += chunk.length;
      options.onReceived?.(received);
    }
    verifyChecksum({ bytes: bytes.subarray(0, received), file: url, expected, remedy });
    return bytes;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a status may be another one at the next attempt: server faults, time-out, too many requests. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

function explain(error: unknown, { url, remedy }: DownloadOptions, attempt: number): DataError {
  if (error instanceof DataError) return error;
  // fetch says only "fetch failed"; what failed is in its cause.
  const deepest = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason =
    deepest instanceof Error ? deepest.message || ('code' in deepest && deepest.code) : String(deepest);
  const tries = attempt === 1 ? '' : ` after ${attempt} attempts`;
  return new DataError(`${url} cannot be downloaded${tries} (${reason}); ${remedy}.`, {
    file: url,
    cause: error,
  });
}
