import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { isGzip } from '../gzip-bytes.ts';
import { packedRecords } from './packed-records.ts';
import { FRAME, FRAME_START, recordData, recordLength } from './record-frame.ts';

/** Options of {@link readTfRecords}. */
export interface ReadTfRecordsOptions {
  /** Path of a TFRecord file, which may be packed by gzip. */
  readonly file: string;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** A record of a TFRecord file. */
export interface TfRecord {
  /** Its data, the receiver's to keep. */
  readonly data: Uint8Array;
  /** First byte of its data in the file; in a packed file, in what that unpacks to. */
  readonly offset: number;
  /** Number in the file. */
  readonly row: number;
}

const WINDOW = 4 * 2 ** 20;

/**
 * Reads the records of a TFRecord file one after the other, both checksums of each verified. A packed file is unpacked in memory.
 *
 * @param options - The file.
 * @returns The records.
 * @throws {@link DataError} at the first record that is damaged, when the file is cut short or too large, or cannot be read.
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export async function* readTfRecords(
  options: ReadTfRecordsOptions,
): AsyncGenerator<TfRecord, void, undefined> {
  const { file, signal } = options;
  signal?.throwIfAborted();
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw unreadable(cause, file, 'a TFRecord file');
    },
  );
  try {
    const status = await handle.stat();
    if (!status.isFile()) {
      throw new DataError(`${file} is no file, where a TFRecord file was expected; correct the path.`, {
        file,
      });
    }
    const start = new Uint8Array(2);
    await handle.read(start, 0, 2, 0);
    // The low bytes of a length may be those of gzip: then the checksum of that length is right.
    if (isGzip(start) && !(await startsWithFrame(handle, status.size, file))) {
      yield* packedRecords({ handle, file, size: status.size, signal });
    } else {
      yield* streamed(handle, status.size, options);
    }
  } finally {
    await handle.close();
  }
}

async function startsWithFrame(handle: FileHandle, size: number, file: string): Promise<boolean> {
  const start = new Uint8Array(Math.min(size, FRAME_START));
  await handle.read(start, 0, start.length, 0);
  try {
    recordLength(start, Number.MAX_SAFE_INTEGER, { file, offset: 0, row: 0 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Goes through the records of bytes in memory.
 *
 * @param bytes - A TFRecord file, unpacked.
 * @param file - Its path, for errors.
 * @returns The records, views of the bytes.
 * @throws {@link DataError} at the first record that is damaged, or when the bytes are cut short.
 */
export function* recordsOf(bytes: Uint8Array, file: string): Generator<TfRecord, void, undefined> {
  for (let offset = 0, row = 0; offset < bytes.length; row += 1) {
    const place = { file, offset, row };
    const length = recordLength(bytes.subarray(offset, offset + FRAME_START), bytes.length - offset, place);
    const data = recordData(bytes.subarray(offset + FRAME_START, offset + FRAME + length), place);
    yield { data, offset: offset + FRAME_START, row };
    offset += FRAME + length;
  }
}

async function* streamed(
  handle: FileHandle,
  size: number,
  { file, signal }: ReadTfRecordsOptions,
): AsyncGenerator<TfRecord, void, undefined> {
  let window = new Uint8Array(0);
  let windowStart = 0;
  let row = 0;
  for (let offset = 0; offset < size; row += 1) {
    const place = { file, offset, row };
    const need = async (length: number): Promise<Uint8Array> => {
      const wanted = Math.min(length, size - offset);
      if (offset + wanted > windowStart + window.length) {
        signal?.throwIfAborted();
        window = await readExactly(handle, file, offset, Math.min(Math.max(wanted, WINDOW), size - offset));
        windowStart = offset;
      }
      return window.subarray(offset - windowStart, offset - windowStart + wanted);
    };
    const length = recordLength(await need(FRAME_START), size - offset, place);
    const frame = await need(FRAME + length);
    yield { data: recordData(frame.subarray(FRAME_START), place), offset: offset + FRAME_START, row };
    offset += FRAME + length;
  }
}

async function readExactly(
  handle: FileHandle,
  file: string,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // A new array for each window: records that were handed out are views of the old one.
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) {
      throw new DataError(`${file} became shorter while it was read; let nothing write to it.`, {
        file,
        offset: offset + done,
      });
    }
    done += bytesRead;
  }
  return bytes;
}
