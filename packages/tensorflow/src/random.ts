import {
  add,
  engine,
  getBackend,
  getKernel,
  mul,
  scalar,
  stack,
  type NamedTensorMap,
  type Rank,
  type ShapeMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { EngineError } from './engine-error.ts';

/** What to draw. */
export interface RandomOptions<R extends Rank = Rank> {
  /** Shape of the tensor. */
  readonly shape: ShapeMap[R];
  /**
   * Whole number of 32 bits; 0 is a seed like any other. The same seed and stream give the same numbers on every machine.
   */
  readonly seed: number;
  /**
   * Which of the seed's independent streams, for example a step's or a layer's number: 32 bits. An int32 scalar, such as a
   * variable that counts steps or an argument, makes a compiled function draw other numbers at each call.
   * @defaultValue 0
   */
  readonly stream?: number | Tensor;
}

/** Options of {@link randomNormal} and {@link truncatedNormal}. */
export interface RandomNormalOptions<R extends Rank = Rank> extends RandomOptions<R> {
  /** @defaultValue 0 */
  readonly mean?: number;
  /** Standard deviation before any truncation. @defaultValue 1 */
  readonly standardDeviation?: number;
}

/** Options of {@link randomUniform}. */
export interface RandomUniformOptions<R extends Rank = Rank> extends RandomOptions<R> {
  /** Lower bound, included. @defaultValue 0 */
  readonly min?: number;
  /** Upper bound, excluded. @defaultValue 1 */
  readonly max?: number;
}

/**
 * Draws a float32 tensor from a normal distribution with TensorFlow's counter-based generator (Philox).
 *
 * tfjs's own `tf.randomNormal` draws number by number in JavaScript and ignores the seed 0.
 * @throws EngineError when the seed or stream is no whole number of 32 bits (or the stream a tensor that is no int32 scalar),
 * the standard deviation is negative, or the active backend is not `tensorflow`.
 */
export function randomNormal<R extends Rank>(options: RandomNormalOptions<R>): Tensor<R> {
  const { mean = 0, standardDeviation = 1 } = options;
  return scaled<R>('StatelessRandomNormal', options, standardDeviation, mean);
}

/**
 * As {@link randomNormal}, but values further than two standard deviations from the mean are drawn again. The resulting
 * standard deviation is 0.8796 of the given one.
 * @throws EngineError as {@link randomNormal}.
 */
export function truncatedNormal<R extends Rank>(options: RandomNormalOptions<R>): Tensor<R> {
  const { mean = 0, standardDeviation = 1 } = options;
  return scaled<R>('StatelessTruncatedNormal', options, standardDeviation, mean);
}

/**
 * Draws a float32 tensor uniformly from `[min, max)` with TensorFlow's counter-based generator (Philox).
 * @throws EngineError as {@link randomNormal}.
 */
export function randomUniform<R extends Rank>(options: RandomUniformOptions<R>): Tensor<R> {
  const { min = 0, max = 1 } = options;
  return scaled<R>('StatelessRandomUniform', options, max - min, min);
}

function scaled<R extends Rank>(
  kernelName: string,
  options: RandomOptions<R>,
  factor: number,
  offset: number,
): Tensor<R> {
  const { shape, seed, stream = 0 } = options;
  const number = typeof stream === 'object' ? 0 : stream;
  if (typeof stream === 'object' && (stream.dtype !== 'int32' || stream.rank !== 0))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `The stream must be a whole number or an int32 scalar, got a tensor of ${stream.dtype} [${stream.shape.join(', ')}]; cast or reshape it.`,
    );
  for (const [name, value] of [
    ['seed', seed],
    ['stream', number],
  ] as const)
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `The ${name} must be a whole number of 32 bits, got ${value}.`,
      );
  if (!Number.isFinite(factor) || !Number.isFinite(offset) || factor < 0)
    throw new EngineError(
      'INVALID_ARGUMENT',
      kernelName === 'StatelessRandomUniform'
        ? `The bounds must be finite numbers, min not above max, got ${offset} and ${offset + factor}.`
        : `The mean must be a finite number and the standard deviation one of at least 0, got ${offset} and ${factor}.`,
    );
  if (!getKernel(kernelName, getBackend()))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `Native random numbers need the backend 'tensorflow', the active one is '${getBackend()}'; call tf.setBackend('tensorflow').`,
    );
  return engine().tidy(() => {
    const inputs: NamedTensorMap =
      typeof stream === 'object' ? { seed: stack([scalar(seed | 0, 'int32'), stream]) } : {};
    const attributes = { shape, seed: [seed | 0, number | 0], dtype: 'float32' };
    const raw: Tensor<R> = engine().runKernel(kernelName, inputs, attributes);
    const stretched: Tensor<R> = factor === 1 ? raw : mul(raw, factor);
    return offset === 0 ? stretched : add(stretched, offset);
  });
}
