import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expectInteger, expectNumber } from './bounds.ts';
import { DivergenceError } from './divergence-error.ts';
import { forwardState, restoring } from './forward-state.ts';
import { expectOptions } from './option-checks.ts';
import type { OptionsExample } from './option-checks.ts';
import { optimizerOf } from './optimizers/optimizer-of.ts';
import type { OptimizerSpec } from './optimizers/optimizer-of.ts';
import { lowestPoint, SmoothedLoss, steepestRate } from './rate-range-curve.ts';
import type { RateRangePoint } from './rate-range-curve.ts';
import type { Recipe } from './recipe/recipe.ts';
import type { SampleSource } from './sample-source.ts';
import { train } from './train.ts';
import type { TrainingCallback } from './training-callbacks.ts';

/** Options of {@link rateRangeTest}. */
export interface RateRangeTestOptions {
  /** The classifier, as `train` takes it. Its weights are put back afterwards. */
  readonly model: LayersModel;
  /** Training data. */
  readonly data: SampleSource;
  /**
   * A recipe whose batch, optimizer, loss, mixing, clipping and precision are used.
   * @defaultValue none
   */
  readonly recipe?: Recipe;
  /**
   * Updates the weights, as data.
   * @defaultValue the recipe's, or SGD with momentum 0.9
   */
  readonly optimizer?: OptimizerSpec;
  /**
   * Rate of the first step.
   * @defaultValue 1e-5
   */
  readonly from?: number;
  /**
   * Rate of the last step.
   * @defaultValue 1
   */
  readonly to?: number;
  /**
   * Steps, at least 10; from one to the next the rate grows by the same factor.
   * @defaultValue 100
   */
  readonly steps?: number;
  /**
   * Images of a step.
   * @defaultValue the recipe's, or 128
   */
  readonly batch?: number;
  /**
   * Weight of the former losses in the smoothed loss, from 0 to below 1.
   * @defaultValue 0.9
   */
  readonly smoothing?: number;
  /**
   * Ends the test where the smoothed loss is above its lowest value times this; above 1.
   * @defaultValue 4
   */
  readonly divergence?: number;
  /**
   * Seed of the order of the data.
   * @defaultValue the recipe's, or 0
   */
  readonly seed?: number;
  /** Called after each step. */
  readonly onStep?: (point: RateRangePoint) => void;
  /**
   * Whether a step runs as one graph, as in `train`.
   * @defaultValue 'auto'
   */
  readonly compile?: boolean | 'auto';
  /** Stops the test before its next step; the weights are put back. */
  readonly signal?: AbortSignal | undefined;
}

/** What a rate range test found. */
export interface RateRangeResult {
  /** Its steps. */
  readonly points: readonly RateRangePoint[];
  /** Whether it ended as the loss had grown, or was not finite. */
  readonly diverged: boolean;
  /** The rate at which the loss falls most steeply, a rate to train with; undefined where the loss does not fall. */
  readonly suggested: number | undefined;
  /** The rate with the lowest smoothed loss, which is too high to train with for long; undefined where no step was finite. */
  readonly lowest: number | undefined;
}

const EXPECTED: OptionsExample<RateRangeTestOptions> = {
  owner: 'rateRangeTest',
  known: {
    ...{ model: true, data: true, recipe: true, optimizer: true, from: true, to: true, steps: true },
    ...{ batch: true, smoothing: true, divergence: true, seed: true },
    ...{ onStep: true, compile: true, signal: true },
  },
  example: 'rateRangeTest({ model, data, from: 1e-5, to: 1 })',
};

const FEWEST_STEPS = 10;

function expectRange({ from, to }: { readonly from: number; readonly to: number }): void {
  expectNumber('from', from);
  expectNumber('to', to);
  if (from <= 0 || from >= to)
    throw new RangeError(`from must be above 0 and below to, ${to}; got ${from}: write from: 1e-5, to: 1.`);
}

/**
 * Trains for some steps in which the rate grows from a very low to a very high one, and watches the loss: where it falls most steeply,
 * training is fastest, and where it grows, the rate is too high. The weights are as before when the test ends, however it does.
 *
 * @throws RangeError if a number is out of range, or what `train` throws about the model and the data.
 * @throws TypeError if an option is unknown.
 * @throws The signal's reason, before the next step, once `signal` is aborted.
 * @see [Smith 2017](https://arxiv.org/abs/1506.01186), section 3.3: the "LR range test". Differs: the rate grows exponentially,
 * where Smith's grows linearly, and the steepest fall is taken, as in PyTorch Lightning, where Smith looks at the accuracy.
 */
export async function rateRangeTest(options: RateRangeTestOptions): Promise<RateRangeResult> {
  expectOptions(options, EXPECTED);
  const { model, data, recipe, from = 1e-5, to = 1, steps = 100, onStep } = options;
  const { smoothing = 0.9, divergence = 4, batch, seed, compile, signal } = options;
  expectRange({ from, to });
  expectInteger('steps', steps, FEWEST_STEPS);
  expectNumber('smoothing', smoothing, 1);
  expectNumber('divergence', divergence);
  if (divergence <= 1) throw new RangeError(`divergence must be above 1; got ${divergence}.`);

  const points: RateRangePoint[] = [];
  const average = new SmoothedLoss(smoothing);
  let diverged = false;
  let trained: LayersModel | undefined;
  const watch: TrainingCallback = {
    setModel: (given) => void (trained = given),
    onBatchEnd(_, logs = {}) {
      const { loss = Number.NaN, rate = Number.NaN } = logs;
      const point = { step: points.length + 1, rate, loss, smoothed: average.add(loss) };
      points.push(point);
      onStep?.(point);
      diverged = point.smoothed > divergence * (lowestPoint(points)?.smoothed ?? Infinity);
      if (diverged && trained) trained.stopTraining = true;
    },
  };
  const optimizer = optimizerOf(options.optimizer ?? recipe?.optimizer ?? { type: 'sgd', momentum: 0.9 });
  try {
    await restoring(forwardState(model, model.weights), () =>
      train({
        ...{ model, data, steps, optimizer },
        schedule: (step) => from * (to / from) ** (step / (steps - 1)),
        callbacks: [watch],
        ...(recipe && { recipe }),
        ...(batch === undefined ? {} : { batch }),
        ...(seed === undefined ? {} : { seed }),
        ...(compile === undefined ? {} : { compile }),
        signal,
      }),
    );
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    diverged = true;
  } finally {
    optimizer.dispose();
  }
  return { points, diverged, suggested: steepestRate(points), lowest: lowestPoint(points)?.rate };
}
