import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { EngineError } from '../engine-error.ts';
import { fileFailure } from '../io/file-failure.ts';
import { encodeEvent, type SummaryEvent } from './event-proto.ts';
import { tfRecord } from './tf-record.ts';

const TRIES = 1000;

let files = 0;

/**
 * An event file of TensorBoard, to which whole records are appended.
 *
 * What is written survives the end of the process, also a violent one, because no program keeps it back. A record that
 * does not fit on the disk is taken off again, so that the file stays readable.
 */
export class EventFile {
  /** The file. */
  readonly path: string;
  #descriptor: number | undefined;

  /** Makes the file, and its first record. @throws EngineError `FILE_FAILED`. */
  constructor(folder: string, suffix: string) {
    const seconds = Date.now() / 1000;
    const start = `events.out.tfevents.${Math.floor(seconds)}.${hostname()}.${process.pid}.${threadId}`;
    for (let attempt = 1; ; attempt++) {
      const path = join(folder, `${start}.${files++}${suffix}`);
      try {
        this.#descriptor = openSync(path, 'ax');
        this.path = path;
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST' && attempt < TRIES) continue;
        throw failure(path, error);
      }
    }
    this.append([{ wallTime: seconds, fileVersion: 'brain.Event:2' }]);
  }

  /** Appends events; they are the system's when this returns. @throws EngineError `FILE_FAILED`. */
  append(events: readonly SummaryEvent[]): void {
    const descriptor = this.needOpen();
    const bytes = Buffer.concat(events.map((event) => tfRecord(encodeEvent(event))));
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    } catch (error) {
      this.#takeOff(written);
      throw failure(this.path, error);
    }
  }

  /** The file's descriptor. @throws EngineError `INVALID_ARGUMENT` when it is closed. */
  needOpen(): number {
    if (this.#descriptor === undefined)
      throw new EngineError('INVALID_ARGUMENT', `The event file ${this.path} is closed; make a new writer.`);
    return this.#descriptor;
  }

  /** Closes the file; the second time nothing happens. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #takeOff(bytes: number): void {
    if (bytes === 0 || this.#descriptor === undefined) return;
    ftruncateSync(this.#descriptor, fstatSync(this.#descriptor).size - bytes);
  }
}

function failure(path: string, error: unknown): EngineError {
  const remedy = 'name a folder that this process may write, on a disk with room';
  return fileFailure(`The event file ${path} cannot be written`, remedy, error);
}
