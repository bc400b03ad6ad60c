import { gzipSync } from 'node:zlib';
import { writeFileAtomically } from '../atomic-file.ts';
import { frameRecord } from './crc32c.ts';

/** Options of {@link writeTfRecords}. */
export interface WriteTfRecordsOptions {
  /** Path; the folder is made where it is missing, and what was there is replaced when all is written. */
  readonly file: string;
  /** The records, held in memory until the file is written: divide large sets among several files. */
  readonly records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /**
   * Whether to pack the file by gzip, which costs random access in place.
   * @defaultValue false
   */
  readonly gzip?: boolean | undefined;
}

/**
 * Writes a TFRecord file; its name never stands for half of it.
 *
 * @param options - The path and the records.
 * @returns Number of records.
 * @throws {@link DataError} when the file cannot be written.
 */
export async function writeTfRecords(options: WriteTfRecordsOptions): Promise<number> {
  const { file, records, gzip = false } = options;
  const frames: Uint8Array[] = [];
  for await (const record of records) frames.push(frameRecord(record));
  const bytes = Buffer.concat(frames);
  await writeFileAtomically({ file, bytes: gzip ? gzipSync(bytes) : bytes });
  return frames.length;
}
