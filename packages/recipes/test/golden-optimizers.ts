import { readFileSync } from 'node:fs';
import { tensor, variable } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-core';
import type { ClipSpec } from '../src/optimizers/clip-gradients.ts';
import type { OptimizerSpec } from '../src/optimizers/optimizer-of.ts';
import type { AverageSpec } from '../src/optimizers/weight-average.ts';

/** Ten steps of one optimizer. */
export interface GoldenCase {
  readonly optimizer: OptimizerSpec;
  readonly clip?: ClipSpec;
  readonly average?: AverageSpec;
  /** Names of shapes that are no weights, and follow their gradients as batch norm's statistics follow the batches. */
  readonly statistics?: readonly string[];
  /** After each step, all weights, or their averages where there are some. */
  readonly trajectory: readonly (readonly number[])[];
}

/** What tools/golden/recipe_optimizers.py has written. */
export interface GoldenOptimizers {
  /** Of each step. */
  readonly rates: readonly number[];
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly GoldenCase[];
}

/** Reads the golden file. */
export function readGoldenOptimizers(): GoldenOptimizers {
  return JSON.parse(
    readFileSync(new URL('golden/optimizers.json', import.meta.url), 'utf8'),
  ) as GoldenOptimizers;
}

const filled = (shape: readonly number[], value: (index: number) => number): Float32Array =>
  Float32Array.from({ length: shape.reduce((all, size) => all * size, 1) }, (_, index) => value(index));

/** The weights that the script begins with; the caller's to dispose. */
export function goldenWeights({ shapes }: GoldenOptimizers): Variable[] {
  return Object.entries(shapes).map(([name, shape], place) => {
    const start = tensor(
      filled(shape, (index) => 2 * Math.sin(place * 5 + index + 1)),
      [...shape],
    );
    const made = variable(start, true, `${name}/${shape.length === 1 ? 'bias' : 'kernel'}_${newest++}`);
    start.dispose();
    return made;
  });
}
/** Numbers of the variables, whose names must differ. */
let newest = 0;

/** The gradients of a step, counted from 0; the caller's to dispose. */
export function goldenGradients(weights: readonly Variable[], step: number): NamedTensorMap {
  return Object.fromEntries(
    weights.map(({ name, shape }, place) => [
      name,
      tensor(
        filled(shape, (index) => Math.sin(step * 3.1 + place * 1.7 + index) + 0.3 * Math.cos(index)),
        shape,
      ),
    ]),
  );
}
