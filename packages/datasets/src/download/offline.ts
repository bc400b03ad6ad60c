import { basename, dirname } from 'node:path';
import { DataError } from '../data-error.ts';
import type { DownloadFileOptions } from './download-file.ts';

/**
 * Says whether downloads are forbidden: by the option, else by `SKIPJACK_OFFLINE` in the environment, which `0`, `false` and nothing
 * leave off.
 *
 * @param options - The option and the environment.
 * @returns Whether nothing may be fetched.
 */
export function isOffline(options: Pick<DownloadFileOptions, 'offline' | 'environment'>): boolean {
  const { offline, environment = process.env } = options;
  return offline ?? !['', '0', 'false'].includes((environment['SKIPJACK_OFFLINE'] ?? '').toLowerCase());
}

/**
 * Refuses a download where none is allowed.
 *
 * @param options - The download.
 * @throws {@link DataError} which says what is missing, where it would be put, and how it is known to be the right one.
 */
export function checkOnline(options: DownloadFileOptions): void {
  if (!isOffline(options)) return;
  const { file, urls, expected } = options;
  const { bytes, sha256, md5 } = expected;
  const sum = sha256 === undefined ? `md5 ${md5}` : `sha256 ${sha256}`;
  throw new DataError(
    `${basename(file)} is not in ${dirname(file)}, and nothing is downloaded offline; put it there by hand (from ${urls[0] ?? 'its publisher'}, ${bytes} bytes, ${sum}), or allow the network: no \`offline\`, no SKIPJACK_OFFLINE.`,
    { file },
  );
}
