// All hostile files: what each is, which loader reads it, and its bytes.
import { ARCHIVE_CASES } from './cases-archives.mjs';
import { ARRAY_CASES } from './cases-arrays.mjs';
import { IMAGE_CASES } from './cases-images.mjs';
import { PARQUET_CASES } from './cases-parquet.mjs';
import { PICKLE_CASES } from './cases-pickles.mjs';
import { RECORD_CASES } from './cases-records.mjs';
import { TABLE_CASES } from './cases-tables.mjs';

/**
 * A file's path, the loader that reads it, what it is, and its bytes; `packed` where these are zlib's, which may differ from version to
 * version.
 *
 * @typedef {[file: string, loader: string, what: string, bytes: Uint8Array, packed?: 'packed']} HostileCase
 */

/** @type {readonly HostileCase[]} */
export const HOSTILE_CASES = [
  ...ARRAY_CASES,
  ...PICKLE_CASES,
  ...ARCHIVE_CASES,
  ...RECORD_CASES,
  ...TABLE_CASES,
  ...PARQUET_CASES,
  ...IMAGE_CASES,
];
