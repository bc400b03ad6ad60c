export { reproduceDegradation } from './degradation.ts';
export type { ReproduceDegradationOptions } from './degradation.ts';
export type {
  DegradationEvent,
  EvaluationEvent,
  NetEvent,
  ReportEvent,
  ResultEvent,
  StepEvent,
} from './degradation-event.ts';
export { degradationReport } from './degradation-report.ts';
export { RunFolderError } from '@skipjack/runs';
export { degradationFinding } from './degradation-finding.ts';
export type { DegradationFinding } from './degradation-finding.ts';
export type { DegradationSettings, DegradationSummary, Evaluation, Machine, NetResult } from './summary.ts';
export { changedRecipe } from './training/changed-recipe.ts';
export type { RecipeChanges } from './training/changed-recipe.ts';
export { trainRecipe } from './training/train-recipe.ts';
export type { TrainedRecipe, TrainingStart, TrainRecipeOptions } from './training/train-recipe.ts';
export { dataFor } from './training/training-data.ts';
export type { DataForOptions, TrainingData } from './training/training-data.ts';
export { expectStart, modelFor, registeredModel } from './training/training-model.ts';
export type { ModelForOptions } from './training/training-model.ts';
export { trainingPlan } from './training/training-plan.ts';
export type { TrainingPlan, TrainingPlanOptions } from './training/training-plan.ts';
export { reproduceDegradationSeeds } from './degradation-seeds/degradation-seeds.ts';
export type {
  DegradationSeedsSummary,
  ReproduceDegradationSeedsOptions,
  SeedEvent,
} from './degradation-seeds/degradation-seeds.ts';
export { degradation34Experiment, degradationExperiment } from './degradation-experiment.ts';
export type { DegradationExperiment } from './degradation-experiment.ts';
export { EXPERIMENTS } from './experiment/experiments.ts';
export type {
  Experiment,
  ExperimentSummary,
  PaperReference,
  RunExperimentOptions,
  SeedResult,
} from './experiment/experiment.ts';
export type {
  ExperimentEvent,
  ExperimentReportEvent,
  FoundEvent,
  PartEvent,
  PartStepEvent,
} from './experiment/experiment-event.ts';
export type { TrainedNet, TrainingSettings } from './experiment/short-training.ts';
export type { Precision } from './precision.ts';
export { evaluateRun } from './saved/evaluate-run.ts';
export type { EvaluatedRun, EvaluateRunOptions } from './saved/evaluate-run.ts';
export { predictRun } from './saved/predict-run.ts';
export type { PredictedImage, PredictRunOptions, ProbableClass } from './saved/predict-run.ts';
export { savedNet } from './saved/saved-net.ts';
export type { SavedNet, SavedNetOptions } from './saved/saved-net.ts';
export { findRate } from './search/find-rate.ts';
export type { FindRateOptions } from './search/find-rate.ts';
export { bottleneckExperiment } from './bottleneck-cost/bottleneck-experiment.ts';
export type { BlockCost, BottleneckResult, BottleneckSettings } from './bottleneck-cost/bottleneck-result.ts';
export { shortcutsExperiment } from './shortcuts/shortcuts-experiment.ts';
export type {
  ShortcutKind,
  ShortcutNet,
  ShortcutsResult,
  ShortcutsSettings,
} from './shortcuts/shortcuts-result.ts';
export { responsesExperiment } from './layer-responses/responses-experiment.ts';
export type { NetResponses, ResponsesResult, ResponsesSettings } from './layer-responses/responses-result.ts';
export { initialisationExperiment } from './initialisation/initialisation-experiment.ts';
export type { Initialisation, InitialisedNet } from './initialisation/initialisation-net.ts';
export type { InitialisationResult, InitialisedNetResult } from './initialisation/initialisation-result.ts';
export type { InitialisationSettings } from './initialisation/initialisation-settings.ts';
export { optimizationExperiment } from './optimization/optimization-experiment.ts';
export type {
  LossProfile,
  OptimizationResult,
  TwinResult,
  TwinsResult,
} from './optimization/optimization-result.ts';
export type { OptimizationSettings } from './optimization/optimization-settings.ts';
