import type { IncomingMessage } from 'node:http';
import { AskAgain, Refused } from './refused.ts';
import { webRequest } from './web-request.ts';
import type { WebRequestOptions } from './web-request.ts';

/** Options of {@link webAnswer}. */
export interface WebAnswerOptions extends WebRequestOptions {
  /** Whether the file has a pinned SHA-256, without which nothing comes over plain HTTP. */
  readonly pinned: boolean;
  /**
   * How many redirects to follow.
   * @defaultValue 10
   */
  readonly redirects?: number | undefined;
}

/**
 * Asks for an address and follows its redirects, each of which is checked: only http and https, and http only for a file whose
 * SHA-256 is pinned.
 *
 * @param options - The address.
 * @returns An answer that is 200, 206 or 416.
 * @throws Refused when the answer is final, AskAgain when it may pass, Error when there is none.
 */
export async function webAnswer(options: WebAnswerOptions): Promise<IncomingMessage> {
  const { redirects = 10 } = options;
  let { url } = options;
  for (let followed = 0; ; followed += 1) {
    checkAddress(url, options.pinned);
    const response = await webRequest({ ...options, url });
    const { statusCode = 0, statusMessage = '', headers } = response;
    if (statusCode === 200 || statusCode === 206 || statusCode === 416) return response;
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode)) {
      const reason = `the server answered ${statusCode} ${statusMessage}`.trimEnd();
      const passing = statusCode >= 500 || [408, 425, 429].includes(statusCode);
      throw passing ? new AskAgain(reason, retryAfter(headers['retry-after'])) : new Refused(reason);
    }
    if (headers.location === undefined || !URL.canParse(headers.location, url.href)) {
      throw new Refused(`the server answered ${statusCode} without an address to go to`);
    }
    if (followed >= redirects) throw new Refused(`the server redirected more than ${redirects} times`);
    url = new URL(headers.location, url);
  }
}

/**
 * Refuses an address by which a file could be forged.
 *
 * @param url - The address.
 * @param pinned - Whether the file's SHA-256 is known.
 * @throws Refused for plain HTTP without a pinned SHA-256, and for any other protocol.
 */
export function checkAddress(url: URL, pinned: boolean): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && pinned)) return;
  throw new Refused(
    url.protocol === 'http:'
      ? `${url.href} is plain http, which is used only for a file whose sha256 is pinned`
      : `${url.href} is neither https nor http`,
  );
}

/**
 * Reads a `Retry-After`.
 *
 * @param header - Seconds or a date.
 * @param now - The time, in milliseconds since 1970.
 * @returns Milliseconds to wait; undefined where it says nothing.
 */
export function retryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}
