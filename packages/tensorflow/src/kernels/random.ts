import type { DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { type as typeAttribute } from '../eager/attributes.ts';
import { as, runOnFloats } from './casting.ts';
import { kernel } from './kernel.ts';

interface RandomAttrs {
  readonly shape: number[];
  /** Two 32-bit numbers, where the input `seed` does not give them; 0 is a seed like any other. */
  readonly seed?: readonly [number, number];
  readonly dtype: DataType;
}

interface RandomInputs {
  /** The seed as a tensor, int32 [2], which may be another at each call of a compiled function. */
  readonly seed?: TensorInfo;
}

const STATELESS = ['StatelessRandomNormal', 'StatelessRandomUniform', 'StatelessTruncatedNormal'] as const;

/** Random numbers from TensorFlow's counter-based generator: a pure function of the seed. */
export const RANDOM: readonly KernelConfig[] = [
  ...STATELESS.map((name) =>
    kernel<RandomInputs, RandomAttrs>(name, ({ inputs, attrs: { shape, seed = [0, 0], dtype }, backend }) =>
      backend.run1(name, [backend.int32(shape), inputs.seed ?? backend.int32(seed)], {
        dtype: typeAttribute(dtype),
      }),
    ),
  ),
  kernel<{ logits: TensorInfo }, { numSamples: number; seed: number; normalized: boolean }>(
    'Multinomial',
    ({ inputs: { logits }, attrs: { numSamples, seed, normalized }, backend }) => {
      // Any number is a seed, also the fraction that tfjs hands over when the user gave none: its 64 bits.
      const key = [...new Int32Array(Float64Array.of(seed).buffer)];
      const logs = normalized ? runOnFloats(backend, 'Log', [logits]) : as(backend, logits, 'float32');
      return backend.run1('StatelessMultinomial', [logs, backend.int32(numSamples), backend.int32(key)], {
        output_dtype: typeAttribute('int32'),
      });
    },
  ),
];
