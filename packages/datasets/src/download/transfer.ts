import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { arrivingBytes } from './arriving-bytes.ts';
import type { PartFile } from './part-file.ts';
import { WrongContent } from './refused.ts';
import { webAnswer } from './web-answer.ts';
import type { WebAnswerOptions } from './web-answer.ts';

/** Options of {@link transfer}. */
export interface TransferOptions extends Omit<WebAnswerOptions, 'url' | 'headers'> {
  /** Address. */
  readonly url: string;
  /** Where the bytes go; what is there already is gone on from. */
  readonly part: PartFile;
  /** Size of the whole file in bytes. */
  readonly bytes: number;
  /** Fewest bytes that must come within `silenceMs`, unless fewer are missing. */
  readonly slowBytes: number;
  /** Told how many bytes are there. */
  readonly onReceived?: ((bytes: number) => void) | undefined;
}

/**
 * Receives a file once, from where an earlier attempt ended: by `Range` with `If-Range`, so that parts of two versions are never
 * joined. Where the server does not go along, or gave no validator, the file is received from its beginning.
 *
 * @param options - The address and the part.
 * @throws WrongContent when what comes cannot be the file: the part is then of no use. Other errors leave a part to go on from.
 */
export async function transfer(options: TransferOptions): Promise<void> {
  const { url, part, bytes } = options;
  const known = part.source?.url === url ? part.source.validator : null;
  if (part.length === bytes && known !== null) return;
  const start = known !== null && part.length < bytes ? part.length : 0;
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'skipjack' };
  const range = start > 0 && known !== null ? { range: `bytes=${start}-`, 'if-range': known } : {};
  const response = await webAnswer({ ...options, url: new URL(url), headers: { ...headers, ...range } });
  const body = arrivingBytes(response);
  try {
    const validator = strongValidator(response.headers);
    if (response.statusCode === 416)
      throw new WrongContent('the server has fewer bytes than are here already');
    if (response.statusCode === 200) {
      checkLength(response, bytes);
      await part.restart({ url, validator });
    } else {
      checkRange(response, start, bytes);
      if (validator !== null && validator !== known) throw new WrongContent('the file changed on the server');
    }
    options.onReceived?.(part.length);
    await receive(response, body, options);
  } finally {
    response.destroy();
  }
}

async function receive(
  response: IncomingMessage,
  body: AsyncIterable<Uint8Array>,
  { part, bytes, silenceMs, slowBytes, signal, onReceived }: TransferOptions,
): Promise<void> {
  let since = part.length;
  const timer = setInterval(() => {
    const came = part.length - since;
    since = part.length;
    if (came >= Math.min(slowBytes, bytes - (since - came))) return;
    const what = came === 0 ? 'was silent for' : `sent only ${came} bytes in`;
    response.destroy(new Error(`the server ${what} ${silenceMs} ms`));
  }, silenceMs);
  try {
    for await (const chunk of body) {
      signal?.throwIfAborted();
      if (part.length + chunk.length > bytes) {
        throw new WrongContent(`the server sent more than the ${bytes} bytes expected`);
      }
      await part.append(chunk);
      onReceived?.(part.length);
    }
  } finally {
    clearInterval(timer);
  }
  if (part.length < bytes) {
    throw new Error(
      `the server's answer${encoded(response.headers)} ended after ${part.length} of ${bytes} bytes`,
    );
  }
}

/** A wrong length is noticed before the bytes come. */
function checkLength({ headers }: IncomingMessage, bytes: number): void {
  const announced = headers['content-length'];
  if (announced === undefined || Number(announced) === bytes) return;
  throw new WrongContent(
    `the server announces ${announced} bytes${encoded(headers)}, where ${bytes} were expected`,
  );
}

/** An encoded answer has another length than the file. */
function encoded(headers: IncomingHttpHeaders): string {
  const encoding = headers['content-encoding'];
  return encoding === undefined || encoding === 'identity' ? '' : ` in the encoding ${encoding}`;
}

function checkRange({ headers }: IncomingMessage, start: number, bytes: number): void {
  const range = headers['content-range'] ?? '';
  const [, first, , whole] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  if (start > 0 && Number(first) === start && (whole === '*' || Number(whole) === bytes)) return;
  throw new WrongContent(
    `the server sent the range "${range}", where bytes ${start} to the end of ${bytes} were asked for`,
  );
}

/**
 * Finds what identifies a version of a file byte for byte: a strong `ETag`, or a `Last-Modified` that was at least a minute old.
 *
 * @param headers - Headers of an answer.
 * @returns What `If-Range` takes; null where there is none.
 * @see RFC 9110, sections 8.8.2.2 and 13.1.5
 */
export function strongValidator(headers: IncomingHttpHeaders): string | null {
  const { etag, date } = headers;
  if (etag !== undefined) return /^"[^"]*"$/.test(etag) ? etag : null;
  const modified = headers['last-modified'];
  if (modified === undefined || date === undefined) return null;
  return Date.parse(date) - Date.parse(modified) >= 60_000 ? modified : null;
}
