import type { Scalar, Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { resolve } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { encodePngSync } from '../images/encode-image.ts';
import { fileFailure } from '../io/file-failure.ts';
import { makeFolderSync } from '../library/make-folder.ts';
import { TF_DOUBLE, TF_STRING } from '../native/data-types.ts';
import { EventFile } from './event-file.ts';
import type { SummaryEvent, SummaryMetadata, SummaryValue } from './event-proto.ts';
import { histogramBuckets } from './histogram-buckets.ts';

const USUAL_BUCKETS = 30;

/** How a writer works. */
export interface SummaryFileWriterSettings {
  /** So many events wait at most. */
  readonly maxQueue: number;
  /** So many milliseconds an event waits at most. */
  readonly flushMillis: number;
  /** The end of the file's name. */
  readonly filenameSuffix: string;
}

/**
 * Writes what TensorBoard shows. `summaryFileWriter()` makes it.
 *
 * Events wait for each other for a moment. They are in the file after `flush()` and when the process ends, except by a signal
 * that leaves it no time: then what still waited is lost, and the file is whole without it.
 */
export class SummaryFileWriter {
  readonly #settings: SummaryFileWriterSettings;
  readonly #file: EventFile;
  #waiting: SummaryEvent[] = [];
  #flushed = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /**
   * Makes the folder where it is missing, and a new event file in it.
   * @throws EngineError `FILE_FAILED` when that is not possible.
   */
  constructor(logdir: string, settings: SummaryFileWriterSettings) {
    this.#settings = settings;
    try {
      makeFolderSync(logdir);
    } catch (error) {
      const remedy = 'name a folder that this process may write';
      throw fileFailure(`The log folder ${logdir} cannot be made`, remedy, error);
    }
    this.#file = new EventFile(logdir, settings.filenameSuffix);
  }

  /**
   * A number of a series.
   * @param name - the series' tag
   * @param value - a number, or a tensor of one
   * @param step - a whole number
   * @param description - Markdown about the series
   * @throws EngineError for a wrong argument, or when the file cannot be written.
   */
  scalar(name: string, value: Scalar | number, step: number, description?: string): void {
    const number = typeof value === 'number' ? value : numberOf(value);
    this.#add(step, { tag: tagged(name), ...described(description), simpleValue: number });
  }

  /**
   * How the elements of a tensor are distributed; NaN and the infinities are left out.
   * @param name - the series' tag
   * @param data - a tensor of any shape
   * @param step - a whole number
   * @param buckets - how many there are: 30 by default, one when all elements are the same, none when there are none
   * @param description - Markdown about the series
   * @throws EngineError for a wrong argument, or when the file cannot be written.
   */
  histogram(name: string, data: Tensor, step: number, buckets?: number, description?: string): void {
    needTensor('data', data, 'a tensor');
    needNumbers(data);
    const rows = histogramBuckets(data.dataSync(), buckets ?? USUAL_BUCKETS);
    this.#add(step, {
      tag: tagged(name),
      metadata: metadataOf('histograms', description),
      tensor: {
        dtype: TF_DOUBLE,
        tensorShape: { dim: [{ size: rows.length / 3 }, { size: 3 }] },
        tensorContent: new Uint8Array(rows.buffer),
      },
    });
  }

  /**
   * A picture. tfjs-node has none.
   * @param name - the series' tag
   * @param image - shape `[height, width, channels]` with 1, 3 or 4 channels, elements 0 to 255
   * @param step - a whole number
   * @param description - Markdown about the series
   * @throws EngineError for a wrong argument, or when the file cannot be written.
   */
  image(name: string, image: Tensor3D, step: number, description?: string): void {
    const encodedImageString = encodePngSync(image);
    const [height, width, colorspace] = image.shape;
    this.#add(step, {
      tag: tagged(name),
      ...described(description),
      image: { height, width, colorspace, encodedImageString },
    });
  }

  /**
   * A text. tfjs-node has none.
   * @param name - the series' tag
   * @param text - Markdown
   * @param step - a whole number
   * @param description - Markdown about the series
   * @throws EngineError for a wrong argument, or when the file cannot be written.
   */
  text(name: string, text: string, step: number, description?: string): void {
    if (typeof text !== 'string')
      throw new EngineError('INVALID_ARGUMENT', `text of a summary must be a text, got ${typeof text}.`);
    this.#add(step, {
      tag: tagged(name),
      metadata: metadataOf('text', description),
      tensor: { dtype: TF_STRING, tensorShape: { dim: [] }, stringVal: [Buffer.from(text)] },
    });
  }

  /** Writes what waits; it is the system's when this returns. @throws EngineError `FILE_FAILED`. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushed = performance.now();
    if (this.#waiting.length === 0) return;
    this.#file.append(this.#waiting);
    this.#waiting = [];
  }

  /** Writes what waits and closes the file; the next `summaryFileWriter()` for the folder begins a new one. */
  close(): void {
    this.flush();
    this.#file.close();
    for (const [folder, writer] of writers) if (writer === this) writers.delete(folder);
  }

  #add(step: number, value: SummaryValue): void {
    // What is added to a closed writer would wait for a flush that cannot come.
    this.#file.needOpen();
    if (!Number.isSafeInteger(step))
      throw new EngineError('INVALID_ARGUMENT', `step is expected to be an integer, but is instead ${step}`);
    this.#waiting.push({ wallTime: Date.now() / 1000, step, summary: { value: [value] } });
    const { maxQueue, flushMillis } = this.#settings;
    const waited = performance.now() - this.#flushed;
    if (this.#waiting.length >= maxQueue || waited >= flushMillis) this.flush();
    else if (!this.#timer) {
      // A failure here would end the program: the next call meets it again, and throws.
      this.#timer = setTimeout(() => quietly(this), flushMillis);
      this.#timer.unref();
    }
  }
}

const writers = new Map<string, SummaryFileWriter>();
let flushesAtExit = false;

/**
 * The writer of a log folder for TensorBoard; `tensorboard --logdir` shows it.
 *
 * ```ts no-run
 * const writer = summaryFileWriter('/tmp/logs');
 * for (let step = 0; step < 100; step++) writer.scalar('loss', Math.exp(-step / 20), step);
 * ```
 * @param logdir - a folder, made if it is missing; the same folder has the same writer
 * @param maxQueue - so many events wait at most
 * @param flushMillis - so many milliseconds an event waits at most; tfjs-node's default is 120 000
 * @param filenameSuffix - the end of the file's name
 * @throws EngineError for a wrong argument, or when the file cannot be made.
 */
export function summaryFileWriter(
  logdir: string,
  maxQueue = 10,
  flushMillis = 2000,
  filenameSuffix = '.v2',
): SummaryFileWriter {
  if (typeof logdir !== 'string' || logdir === '' || logdir.includes('\0'))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `Invalid logdir: ${JSON.stringify(logdir)}. Expected a non-empty string for logdir.`,
    );
  if (!(maxQueue >= 0) || !(flushMillis >= 0 && flushMillis < 2 ** 31))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `maxQueue must be at least 0 and flushMillis from 0 to ${2 ** 31 - 1}, got ${maxQueue} and ${flushMillis}.`,
    );
  if (/[/\\\0]/.test(filenameSuffix))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `filenameSuffix must be part of a name, got ${filenameSuffix}.`,
    );
  const folder = resolve(logdir);
  const writer =
    writers.get(folder) ?? new SummaryFileWriter(folder, { maxQueue, flushMillis, filenameSuffix });
  writers.set(folder, writer);
  if (!flushesAtExit) process.once('exit', () => writers.forEach(quietly));
  flushesAtExit = true;
  return writer;
}

function quietly(writer: SummaryFileWriter): void {
  try {
    writer.flush();
  } catch {
    // There is nobody to tell.
  }
}

/** For the fields that every TensorBoard knows without being told. */
function described(description: string | undefined): Pick<SummaryValue, 'metadata'> {
  return description === undefined ? {} : { metadata: { summaryDescription: description } };
}

function metadataOf(pluginName: string, description: string | undefined): SummaryMetadata {
  return { pluginData: { pluginName }, ...described(description).metadata };
}

function tagged(name: string): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new EngineError('INVALID_ARGUMENT', `A summary needs a name, got ${JSON.stringify(name)}.`);
}

function numberOf(value: Scalar): number {
  needTensor('value', value, 'a number or a tensor of one');
  if (value.rank !== 0)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A non-scalar tensor (rank ${value.rank}) is passed to writeScalarSummary()`,
    );
  needNumbers(value);
  return Number(value.dataSync()[0]);
}

function needTensor(name: string, value: Tensor, expected: string): void {
  if (typeof value?.dataSync === 'function') return;
  const given = value === null ? 'null' : typeof value;
  throw new EngineError('INVALID_ARGUMENT', `${name} of a summary must be ${expected}, got ${given}.`);
}

function needNumbers({ dtype }: Tensor): void {
  if (dtype === 'string' || dtype === 'complex64')
    throw new EngineError('INVALID_ARGUMENT', `A summary needs a tensor of real numbers, got ${dtype}.`);
}
