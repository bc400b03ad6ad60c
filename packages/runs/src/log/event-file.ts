import { frameRecord } from '@skipjack/datasets';
import { join } from 'node:path';
import { nodeFileSystem } from '../files/file-system.ts';
import { makeFolder } from '../files/folders.ts';
import { writeError } from '../files/run-folder-error.ts';
import { AppendFile } from './append-file.ts';
import type { LogDisk, LogErrorHandler } from './append-file.ts';
import { encodeEvent } from './event-encoding.ts';
import type { EventContent } from './event-encoding.ts';
import { eventFileName } from './event-file-name.ts';

/** Options of {@link eventFile}. */
export interface EventFileOptions {
  /** Folder of the run, made where it is missing; `tensorboard --logdir` gets it or one above it. */
  readonly folder: string;
  /**
   * Step of the checkpoint that the training goes on from: TensorBoard then forgets what a former file tells of later steps.
   * @defaultValue none: the training begins anew
   */
  readonly resumedFrom?: number;
  /**
   * Seconds after which what was logged is in the file.
   * @defaultValue 2
   */
  readonly flushSeconds?: number;
  /**
   * Told once where the disk refuses; what was logged waits, and logging goes on.
   * @defaultValue nobody is told
   */
  readonly onError?: LogErrorHandler;
  /**
   * The disk.
   * @defaultValue the real one
   */
  readonly disk?: LogDisk;
}

/** An event file of TensorBoard that is being written. None of its functions throws for the disk's sake. */
export interface EventFile {
  /** The file. */
  readonly path: string;
  /** Logs a number; a curve is made of those of one tag, such as `loss/train`. */
  scalar(tag: string, value: number, step: number): void;
  /** Logs a text, in Markdown. */
  text(tag: string, text: string, step: number): void;
  /** Returns once what was logged is on the disk, or the disk refuses. To be called before a checkpoint is kept. */
  flush(): void;
  /** Flushes and closes the file. More calls do nothing. */
  close(): void;
}

function checkStep(step: number): number {
  if (Number.isSafeInteger(step) && step >= 0) return step;
  throw new RangeError(`An event's step must be a whole number from 0; got ${step}.`);
}

/**
 * Opens a new event file, which TensorBoard shows while it is written. Nothing but a new file is made, also on resuming.
 *
 * @param options - The folder, and where the training goes on.
 * @throws RunFolderError where the file cannot be made.
 */
export async function eventFile(options: EventFileOptions): Promise<EventFile> {
  const { folder, resumedFrom, flushSeconds = 2, onError, disk } = options;
  if (resumedFrom !== undefined) checkStep(resumedFrom);
  let names: readonly string[];
  try {
    await makeFolder(nodeFileSystem, folder);
    names = await nodeFileSystem.readdir(folder);
  } catch (error) {
    throw writeError(folder, error);
  }
  const path = join(folder, eventFileName(names));
  const file = new AppendFile({ path, flags: 'wx', size: 0, onError, disk });
  let records: Uint8Array[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (records.length > 0) file.append(Buffer.concat(records));
    records = [];
  };
  const add = (content: EventContent): void => {
    if (closed) throw new Error(`${path} is closed; log before close is called.`);
    records.push(frameRecord(encodeEvent(Date.now() / 1000, content)));
    timer ??= setTimeout(write, flushSeconds * 1000).unref();
  };

  add({ type: 'version' });
  if (resumedFrom !== undefined) add({ type: 'start', step: resumedFrom + 1 });
  write();
  return {
    path,
    scalar: (tag, value, step) => add({ type: 'scalar', tag, value, step: checkStep(step) }),
    text: (tag, text, step) => add({ type: 'text', tag, text, step: checkStep(step) }),
    flush() {
      if (closed) return;
      write();
      file.sync();
    },
    close() {
      if (closed) return;
      write();
      closed = true;
      file.sync();
      file.close();
    },
  };
}
