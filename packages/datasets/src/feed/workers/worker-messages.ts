import { DataError } from '../../data-error.ts';
import type { Augmentation } from '../../augment/steps.ts';
import { ShapeError } from '../batch-rows.ts';
import type { ImageShape } from '../batch-rows.ts';
import type { PixelScale } from '../pixel-scale.ts';
import type { WorkerImages } from './worker-data.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly data: WorkerImages;
  /** Fingerprint of the images as the main thread has them; undefined where they are the same memory. */
  readonly fingerprint: string | undefined;
  readonly scale: PixelScale;
  readonly augment: readonly Augmentation[] | undefined;
  readonly prepare: readonly Augmentation[] | undefined;
  readonly seed: number;
  readonly concurrency: number;
  /** Progress that the main thread reads: images begun, and the index of the last of these. */
  readonly progress: Int32Array;
}

/** Asks for some images of a batch, or for the shape of one. */
export interface WorkerRequest {
  readonly id: number;
  readonly indices: Uint32Array;
  /** Number of the epoch; undefined for an evaluation. */
  readonly epoch: number | undefined;
  /** Where they are written; undefined to be told the shape of the first of them. */
  readonly target: { readonly shape: ImageShape; readonly pixels: Float32Array } | undefined;
}

/** A sample that a worker left out. */
export interface SkippedIndex {
  readonly index: number;
  readonly replacement: number;
  readonly error: SentError | undefined;
}

/** What a worker says. */
export type WorkerAnswer =
  | { readonly type: 'ready' }
  | {
      readonly type: 'done';
      readonly id: number;
      readonly shape: ImageShape;
      readonly skipped: readonly SkippedIndex[];
    }
  | { readonly type: 'shape'; readonly id: number; readonly error: SentError }
  | { readonly type: 'failed'; readonly error: SentError };

/** An error as it is sent between threads, which keep no classes. */
export interface SentError {
  readonly kind: 'data' | 'range' | 'shape' | 'type' | 'other';
  readonly message: string;
  readonly file?: string | undefined;
  readonly offset?: number | undefined;
  readonly row?: number | undefined;
  readonly stack?: string | undefined;
}

/** Makes an error ready to be sent. */
export function sentError(error: unknown): SentError {
  if (error instanceof DataError) {
    const { message, file, offset, row } = error;
    return { kind: 'data', message, file, offset, row };
  }
  if (!(error instanceof Error)) return { kind: 'other', message: String(error) };
  const { message, stack } = error;
  if (error instanceof ShapeError) return { kind: 'shape', message };
  if (error instanceof RangeError) return { kind: 'range', message };
  if (error instanceof TypeError) return { kind: 'type', message, stack };
  return { kind: 'other', message, stack };
}

/** The error that was sent. */
export function receivedError({ kind, message, file = '', offset, row, stack }: SentError): Error {
  if (kind === 'data')
    return new DataError(message, {
      file,
      ...(offset === undefined ? {} : { offset }),
      ...(row === undefined ? {} : { row }),
    });
  if (kind === 'shape' || kind === 'range') return new RangeError(message);
  const error = kind === 'type' ? new TypeError(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
