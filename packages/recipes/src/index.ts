export { crossEntropy } from './cross-entropy.ts';
export type { CrossEntropyOptions } from './cross-entropy.ts';
export { DivergenceError } from './divergence-error.ts';
export { epochOrder } from './epoch-order.ts';
export type { EpochOrderOptions } from './epoch-order.ts';
export { evaluate } from './evaluation/evaluate.ts';
export type { EvaluateOptions, EvaluationResult } from './evaluation/evaluate-options.ts';
export type { ClassResult } from './evaluation/class-table.ts';
export type { CropsName } from './evaluation/crops.ts';
export type { ViewMean } from './evaluation/view-average.ts';
export type { Size, View, Views } from './evaluation/views.ts';
export type { Optimizer, OptimizerStep } from './optimizer.ts';
export { restoreWeights } from './model-weights.ts';
export type { RestoredWeights, RestoreWeightsOptions } from './model-weights.ts';
export { predict } from './evaluation/predict.ts';
export type { PredictOptions } from './evaluation/predict.ts';
export { rateRangeTest } from './rate-range-test.ts';
export type { RateRangeResult, RateRangeTestOptions } from './rate-range-test.ts';
export type { RateRangePoint } from './rate-range-curve.ts';
export { reestimateBatchNorm } from './evaluation/reestimate-batch-norm.ts';
export type { ReestimateBatchNormOptions } from './evaluation/reestimate-batch-norm.ts';
export type { Batch, SampleSource } from './sample-source.ts';
export { constantRate } from './schedules/constant-rate.ts';
export type { ConstantRateOptions } from './schedules/constant-rate.ts';
export { cosine } from './schedules/cosine.ts';
export type { CosineOptions } from './schedules/cosine.ts';
export { exponential } from './schedules/exponential.ts';
export type { ExponentialOptions } from './schedules/exponential.ts';
export { hold } from './schedules/hold.ts';
export type { HoldOptions } from './schedules/hold.ts';
export { multiStep } from './schedules/multi-step.ts';
export type { MultiStepOptions } from './schedules/multi-step.ts';
export { oneCycle } from './schedules/one-cycle.ts';
export type { OneCycleOptions } from './schedules/one-cycle.ts';
export { plateau } from './schedules/plateau.ts';
export type { PlateauOptions, WatchedMetric } from './schedules/plateau.ts';
export { polynomial } from './schedules/polynomial.ts';
export type { PolynomialOptions } from './schedules/polynomial.ts';
export { scheduleNeedsEvaluations, scheduleOf } from './schedules/schedule-of.ts';
export type { ScheduleOfOptions } from './schedules/schedule-of.ts';
export type {
  ConstantSpec,
  CosineSpec,
  ExponentialSpec,
  HoldSpec,
  MeasuredSpec,
  MultiStepSpec,
  OneCycleSpec,
  PlateauSpec,
  PolynomialSpec,
  ScheduleSpec,
  ScheduleUnit,
  StepSpec,
  WarmUpSpec,
} from './schedules/schedule-spec.ts';
export type { EvaluationRecord, Schedule } from './schedules/schedule.ts';
export { stepDecay } from './schedules/step-decay.ts';
export type { StepDecayOptions } from './schedules/step-decay.ts';
export { warmUp } from './schedules/warm-up.ts';
export type { WarmUpEnd, WarmUpOptions } from './schedules/warm-up.ts';
export { sgd } from './optimizers/sgd.ts';
export type { SgdOptions } from './optimizers/sgd.ts';
export { train } from './train.ts';
export type { TrainOptions } from './train-options.ts';
export type {
  BestEvaluation,
  CheckpointReport,
  EvaluationReport,
  StepReport,
  TrainingResult,
} from './training-report.ts';
export type { BatchPlace } from './sample-source.ts';
export type { OptimizerSlot } from './optimizer.ts';
export type {
  CheckpointKind,
  CheckpointStore,
  JsonValue,
  StateTensor,
  TrainingState,
} from './training-state.ts';
export { CheckpointMismatchError } from './training-checkpoints.ts';
export { differences } from './json-differences.ts';
export type { JsonDifference } from './json-differences.ts';
export { MOST_ROLLBACKS, MOST_SKIPPED } from './not-finite.ts';
export type { NotFinitePolicy } from './not-finite.ts';
export type { TrainingCallback, TrainingLogs } from './training-callbacks.ts';
export { adamW } from './optimizers/adam-w.ts';
export type { AdamWOptions } from './optimizers/adam-w.ts';
export { clipGradients } from './optimizers/clip-gradients.ts';
export type { ClipSpec } from './optimizers/clip-gradients.ts';
export type { Decay, VariableMatch } from './optimizers/decay.ts';
export { gradientAccumulator } from './optimizers/gradient-accumulator.ts';
export type { GradientAccumulator } from './optimizers/gradient-accumulator.ts';
export { lars } from './optimizers/lars.ts';
export type { LarsOptions } from './optimizers/lars.ts';
export { optimizerOf } from './optimizers/optimizer-of.ts';
export type { AdamWSpec, LarsSpec, OptimizerSpec, SgdSpec } from './optimizers/optimizer-of.ts';
export { weightAverage } from './optimizers/weight-average.ts';
export type { AverageSpec, WeightAverage } from './optimizers/weight-average.ts';
export type { WeightGroup, WeightGroupName, WeightGroupSpec } from './optimizers/weight-groups.ts';
export { defineRecipe, parseRecipe } from './recipe/define-recipe.ts';
export { recipeDifferences, recipeFingerprint } from './recipe/recipe-fingerprint.ts';
export { isRecipeName, listRecipes, recipeNamed, RECIPES } from './recipe/recipe-registry.ts';
export type { RecipeName } from './recipe/recipe-registry.ts';
export { VGG_STAGED_START } from './recipe/registered/vgg.ts';
export type {
  AugmentStep,
  ChannelNormalisation,
  DataSpec,
  EvaluationSpec,
  ExpectedResult,
  LengthSpec,
  LossSpec,
  MixingSpec,
  ModelSpec,
  Normalisation,
  Recipe,
  StartSpec,
} from './recipe/recipe.ts';
export { classificationLoss } from './losses/classification-loss.ts';
export type {
  ClassificationLoss,
  ClassificationLossOptions,
  MixedLabels,
} from './losses/classification-loss.ts';
export { mixImages } from './losses/mix-images.ts';
export { mixing } from './losses/mixing.ts';
export type { MixDraw, Mixing, MixingOptions, MixPlace } from './losses/mixing.ts';
export { totalLoss } from './losses/total-loss.ts';
export type { TotalLossOptions } from './losses/total-loss.ts';
