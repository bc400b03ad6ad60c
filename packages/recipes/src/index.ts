export { crossEntropy } from './cross-entropy.ts';
export type { CrossEntropyOptions } from './cross-entropy.ts';
export { DivergenceError } from './divergence-error.ts';
export { epochOrder } from './epoch-order.ts';
export type { EpochOrderOptions } from './epoch-order.ts';
export { evaluate } from './evaluate.ts';
export type { EvaluateOptions, EvaluationResult } from './evaluate.ts';
export type { Optimizer, OptimizerStep } from './optimizer.ts';
export { reestimateBatchNorm } from './reestimate-batch-norm.ts';
export type { ReestimateBatchNormOptions } from './reestimate-batch-norm.ts';
export type { Batch, SampleSource } from './sample-source.ts';
export { constantRate, multiStep, warmUp } from './schedule.ts';
export type { ConstantRateOptions, MultiStepOptions, Schedule, WarmUpOptions } from './schedule.ts';
export { sgd } from './sgd.ts';
export type { SgdOptions } from './sgd.ts';
export { train } from './train.ts';
export type { TrainOptions } from './train-options.ts';
export type {
  EpochReport,
  StepReport,
  TrainingCallbacks,
  TrainingPlan,
  TrainingResult,
} from './training-report.ts';
