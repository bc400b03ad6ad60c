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
export { RunFolderError } from './run-folder-error.ts';
export { degradationFinding } from './summary.ts';
export type {
  DegradationFinding,
  DegradationSettings,
  DegradationSummary,
  Evaluation,
  Machine,
  NetResult,
} from './summary.ts';
