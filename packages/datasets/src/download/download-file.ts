import { randomInt } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../atomic-file.ts';
import { DataError } from '../data-error.ts';
import { fileFault } from './expected-file.ts';
import type { ExpectedFile } from './expected-file.ts';
import { checkOnline } from './offline.ts';
import { PartFile } from './part-file.ts';
import type { OpenFile } from './part-file.ts';
import { AskAgain, DiskFault, Refused, WrongContent } from './refused.ts';
import { transfer } from './transfer.ts';
import type { Environment } from './web-proxy.ts';

/** How patient a download is, and what it goes through. */
export interface DownloadPatience {
  /**
   * How often an address is tried before the next one is; an attempt that brought at least 1 MB more than any before it does not count.
   * @defaultValue 4
   */
  readonly attempts?: number | undefined;
  /**
   * Wait before the second attempt, in milliseconds; it doubles before each further one, and of that a random half to the whole is
   * waited. `Retry-After` of a server that is busy comes before it, up to a minute.
   * @defaultValue 500
   */
  readonly backoffMs?: number | undefined;
  /**
   * Longest wait for a connection, in milliseconds.
   * @defaultValue 15,000
   */
  readonly connectMs?: number | undefined;
  /**
   * Longest silence of the server, in milliseconds.
   * @defaultValue 30,000
   */
  readonly silenceMs?: number | undefined;
  /**
   * A server that sends fewer bytes than this within `silenceMs` counts as silent.
   * @defaultValue 1024
   */
  readonly slowBytes?: number | undefined;
  /**
   * Whether nothing may be fetched.
   * @defaultValue whether the environment has `SKIPJACK_OFFLINE=1`
   */
  readonly offline?: boolean | undefined;
  /**
   * Where `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy` and `SKIPJACK_OFFLINE` are looked up.
   * @defaultValue `process.env`
   */
  readonly environment?: Environment | undefined;
}

/** Options of {@link downloadFile}. */
export interface DownloadFileOptions extends DownloadPatience {
  /** Path that the file is to have; its folder is made. */
  readonly file: string;
  /** Addresses of the same file, tried in this order. */
  readonly urls: readonly string[];
  /** What must come. */
  readonly expected: ExpectedFile;
  /** What to do when it does not: the end of the error's sentence. */
  readonly remedy: string;
  /** Told how many bytes are there; fewer than before where the file is received anew. */
  readonly onReceived?: ((bytes: number) => void) | undefined;
  /** Stops the download; the promise is then rejected with the signal's reason, and what has come is kept for the next one. */
  readonly signal?: AbortSignal | undefined;
  /** Certificates to trust in place of Node's, in PEM form: for tests. */
  readonly ca?: string | undefined;
  /** Opens the part: for tests. */
  readonly open?: OpenFile | undefined;
}

/** Wrong bytes are received once more from the same address, and no more. */
const MOST_WRONG = 2;
const LONGEST_WAIT_MS = 60_000;
const ADVANCE = 1e6;

/**
 * Fetches a file, going on from where an earlier download ended. The file gets its name only when all of it is there, has reached the
 * disk, and has the checksums that were expected; until then it is a `.part` beside it, of this process alone.
 *
 * @param options - The file, its addresses, and what it must be.
 * @returns Path of the file.
 * @throws {@link DataError} when no address has the file, when the disk is full, or when nothing may be fetched.
 */
export async function downloadFile(options: DownloadFileOptions): Promise<string> {
  const { file, urls, expected, remedy, signal } = options;
  signal?.throwIfAborted();
  checkOnline(options);
  try {
    await makeFolder(dirname(file));
    const part = await PartFile.claim({ ...options, bytes: expected.bytes });
    try {
      await checkSpace(file, expected.bytes - part.length);
      const failures: string[] = [];
      for (const url of urls) {
        const failure = await fromAddress(url, part, options);
        if (failure === undefined) return file;
        failures.push(failure);
      }
      const all =
        failures.length === 1 ? failures[0] : `${basename(file)} has no address left: ${failures.join('; ')}`;
      throw new DataError(`${all}; ${remedy}.`, { file: urls[0] ?? file });
    } catch (error) {
      await (error instanceof DiskFault ? part.discard() : part.release());
      throw error;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(
      `${file} cannot be written (${reason}); free ${Math.ceil(expected.bytes / 1e6)} MB there, or choose a writable folder with \`root\` or XDG_CACHE_HOME.`,
      { file, cause },
    );
  }
}

/** Tries one address; says why it failed, in a clause that begins with the address. */
async function fromAddress(
  url: string,
  part: PartFile,
  options: DownloadFileOptions,
): Promise<string | undefined> {
  const { attempts = 4, backoffMs = 500, signal } = options;
  let furthest = part.length;
  let wrong = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await attemptOnce(url, part, options);
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DiskFault) throw error;
      if (part.length >= furthest + ADVANCE) attempt -= 1;
      furthest = Math.max(furthest, part.length);
      if (error instanceof WrongContent) {
        wrong += 1;
        await part.restart({ url, validator: null });
        options.onReceived?.(0);
      }
      const mismatch = error instanceof WrongSum;
      if (error instanceof Refused || attempt >= attempts || (mismatch && wrong >= MOST_WRONG)) {
        if (mismatch) return `${url} is not the published file: ${error.message}`;
        const tries = attempt === 1 ? '' : ` after ${attempt} attempts`;
        return `${url} cannot be downloaded${tries} (${reasonOf(error)})`;
      }
      const after = error instanceof AskAgain ? error.afterMs : undefined;
      const backoff = (backoffMs * 2 ** (Math.max(1, attempt) - 1) * randomInt(500, 1001)) / 1000;
      await wait(Math.min(LONGEST_WAIT_MS, Math.max(backoff, after ?? 0)), signal);
    }
  }
}

class WrongSum extends WrongContent {}

async function attemptOnce(url: string, part: PartFile, options: DownloadFileOptions): Promise<void> {
  const { expected, signal, connectMs = 15_000, silenceMs = 30_000, slowBytes = 1024 } = options;
  if (!URL.canParse(url)) throw new Refused('it is no address');
  await transfer({
    ...{ url, part, bytes: expected.bytes, connectMs, silenceMs, slowBytes, signal, ca: options.ca },
    environment: options.environment ?? process.env,
    pinned: expected.sha256 !== undefined,
    onReceived: options.onReceived,
  });
  await part.sync();
  const fault = await fileFault({ file: part.path, expected, signal });
  if (fault !== undefined) throw new WrongSum(fault);
  await part.publish();
}

async function checkSpace(file: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  if (bavail * bsize < bytes) {
    throw new DiskFault(
      `${Math.ceil(bytes / 1e6)} MB are missing of it and ${Math.floor((bavail * bsize) / 1e6)} MB are free`,
    );
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

/** An error of several connections says nothing itself; its parts do. */
function reasonOf(error: unknown): string {
  const deepest = error instanceof AggregateError ? (error.errors as unknown[])[0] : error;
  if (!(deepest instanceof Error)) return String(deepest);
  return deepest.message || ('code' in deepest ? String(deepest.code) : deepest.name);
}
