import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { evaluate } from './evaluation/evaluate.ts';
import type { EvaluationResult } from './evaluation/evaluate-options.ts';
import { reestimateBatchNorm } from './evaluation/reestimate-batch-norm.ts';
import { forwardState, restoring } from './forward-state.ts';
import type { WeightAverage } from './optimizers/weight-average.ts';
import type { EvaluationSpec } from './recipe/recipe.ts';
import type { SampleSource } from './sample-source.ts';

/** What an evaluation in the middle of a training needs. */
export interface ValidationOptions {
  readonly model: LayersModel;
  readonly data: SampleSource;
  readonly validation: SampleSource;
  readonly evaluation: EvaluationSpec;
  /** Images that batch norm sees at once in training, by which its statistics are taken anew. */
  readonly batch: number;
  readonly average: WeightAverage | undefined;
  readonly averaged: readonly Variable[];
  readonly compile: boolean | 'auto' | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Takes batch norm's statistics anew where the evaluation asks for it: those that a trained model is to keep. */
export async function takeStatistics(
  options: Pick<ValidationOptions, 'model' | 'data' | 'evaluation' | 'batch' | 'signal'>,
): Promise<void> {
  const { model, data, evaluation, batch, signal } = options;
  const { batchNormSamples = 0 } = evaluation;
  if (batchNormSamples === 0) return;
  const batches = Math.max(1, Math.floor(Math.min(batchNormSamples, data.length) / batch));
  await reestimateBatchNorm({ model, data, batch, batches, signal });
}

/**
 * Evaluates a model that is being trained, with its averages where there are some, and leaves it as it was: a training does not
 * depend on how often it is evaluated.
 */
export async function validate(options: ValidationOptions): Promise<EvaluationResult> {
  const { model, validation, evaluation, average, averaged, compile, signal } = options;
  const { batchNormSamples = 0, crops } = evaluation;
  const measure = async (): Promise<EvaluationResult> => {
    await takeStatistics(options);
    return evaluate({
      model,
      data: validation,
      ...(crops && { crops }),
      ...(compile !== undefined && { compile }),
      signal,
    });
  };
  const measured = (): Promise<EvaluationResult> =>
    batchNormSamples > 0 ? restoring(forwardState(model), measure) : measure();
  return average ? average.withAverages(averaged, measured) : measured();
}
