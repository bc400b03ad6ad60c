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
export { degradationFinding } from './degradation-finding.ts';
export type { DegradationFinding } from './degradation-finding.ts';
export type { DegradationSettings, DegradationSummary, Evaluation, Machine, NetResult } from './summary.ts';
