import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { EngineError } from '../engine-error.ts';
import { TfjsRefusal } from '../tfjs-refusal.ts';

/** An argument that is wrong, in one sentence. */
export function wrong(message: string): EngineError {
  return new EngineError('INVALID_ARGUMENT', message);
}

/** An argument that tfjs's cpu backend refuses too, in its words. */
export function refusedAsByTfjs(message: string): EngineError {
  return new TfjsRefusal(message);
}

/** The elements of an int32 tensor, for kernels that look at indices before TensorFlow follows them. */
export function indicesIn(backend: TensorFlowBackend, name: string, x: TensorInfo): Int32Array {
  if (x.dtype !== 'int32') throw wrong(`${name} must be a tensor of int32, got ${x.dtype}.`);
  return backend.readSync(x.dataId) as Int32Array;
}

/** Refuses a tensor of another rank. */
export function needRank(name: string, { shape }: TensorInfo, rank: number): void {
  if (shape.length !== rank)
    throw wrong(`${name} must be a tensor of rank ${rank}, got shape [${shape.join(', ')}].`);
}

/** Refuses a tensor of another dtype than string. */
export function needTexts(name: string, { dtype }: TensorInfo): void {
  if (dtype !== 'string') throw wrong(`${name} must be a tensor of strings, got ${dtype}.`);
}
