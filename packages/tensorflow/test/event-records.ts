import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeEvent, type SummaryEvent } from '../src/summary/event-proto.ts';
import { maskedCrc32c } from '../src/summary/masked-crc32c.ts';

/** The data of each record of a TFRecord file. @throws Error for a wrong check sum, or bytes that are no whole record. */
export function recordsOf(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (bytes.readUInt32LE(at + 8) !== maskedCrc32c(bytes.subarray(at, at + 8)))
      throw new Error(`The length at byte ${at} of ${file} has another check sum.`);
    if (bytes.readUInt32LE(at + 12 + length) !== maskedCrc32c(data))
      throw new Error(`The record at byte ${at} of ${file} has another check sum.`);
    records.push(data);
    at += length + 16;
  }
  return records;
}

/** The events behind the first record of the one event file of a folder. @throws Error when there is another number of files. */
export function eventsOf(folder: string): SummaryEvent[] {
  const [name, ...more] = readdirSync(folder);
  if (name === undefined || more.length > 0) throw new Error(`${folder} has ${more.length + 1} files.`);
  const [first, ...events] = recordsOf(join(folder, name)).map(decodeEvent);
  if (first?.fileVersion !== 'brain.Event:2')
    throw new Error(`${name} begins with ${JSON.stringify(first)}.`);
  return events;
}
