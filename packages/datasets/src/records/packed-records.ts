import type { FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { unpackedAtMost } from '../gzip-bytes.ts';
import { LIMITS } from '../limits.ts';
import { FRAME, FRAME_START, recordData, recordLength } from './record-frame.ts';
import type { TfRecord } from './tfrecord-reader.ts';

/** Options of {@link packedRecords}. */
export interface PackedRecordsOptions {
  /** The open file. */
  readonly handle: FileHandle;
  /** Its path. */
  readonly file: string;
  /** Its size in bytes. */
  readonly size: number;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Goes through the records of a TFRecord file packed by gzip as they are unpacked: damage is found before the rest is.
 *
 * @param options - The file.
 * @returns The records; their places are in what the file unpacks to.
 * @throws {@link DataError} when the file or a record is damaged, or it unpacks to more than is allowed.
 */
export async function* packedRecords(
  options: PackedRecordsOptions,
): AsyncGenerator<TfRecord, void, undefined> {
  const { file } = options;
  let place = { file, offset: 0, row: 0 };
  let pending: Uint8Array[] = [];
  let have = 0;
  let need = FRAME_START;
  for await (const chunk of unpackedChunks(options)) {
    pending.push(chunk);
    have += chunk.length;
    if (have < need) continue;
    const bytes = Buffer.concat(pending);
    let start = 0;
    for (need = FRAME_START; bytes.length - start >= need;) {
      // How much will come is not known yet.
      const head = bytes.subarray(start, start + FRAME_START);
      need = FRAME + recordLength(head, Number.MAX_SAFE_INTEGER, place);
      if (bytes.length - start < need) break;
      const data = recordData(bytes.subarray(start + FRAME_START, start + need), place);
      yield { data, offset: place.offset + FRAME_START, row: place.row };
      start += need;
      place = { file, offset: place.offset + need, row: place.row + 1 };
      need = FRAME_START;
    }
    pending = [bytes.subarray(start)];
    have = bytes.length - start;
  }
  // Says of what is left how it is cut short.
  if (have > 0) recordLength(Buffer.concat(pending).subarray(0, FRAME_START), have, place);
}

async function* unpackedChunks(options: PackedRecordsOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const { handle, file, size, signal } = options;
  const most = Math.min(LIMITS.unpackedRecords, unpackedAtMost(size, LIMITS.smallUnpackedRecords));
  const source = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 2 ** 18 });
  const unpacked = createGunzip();
  source.once('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  let count = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      count += chunk.length;
      if (count > most)
        throw new DataError(
          `${file} unpacks to more than the ${most} bytes allowed; get it again, or make it anew without packing.`,
          { file },
        );
      yield chunk;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(cause, file, 'an intact gzip file');
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}
