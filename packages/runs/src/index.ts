export { checkpointBytes, checkpointFolder } from './checkpoints/checkpoint-folder.ts';
export type {
  CheckpointFolder,
  CheckpointFolderOptions,
  CheckpointNotice,
} from './checkpoints/checkpoint-folder.ts';
export { CheckpointError } from './checkpoints/checkpoint-error.ts';
export type { CheckpointName } from './checkpoints/checkpoint-name.ts';
export { readCheckpoint } from './checkpoints/read-checkpoint.ts';
export type { ReadCheckpointOptions } from './checkpoints/read-checkpoint.ts';
export { writeFileAtomic } from './files/atomic-file.ts';
export type { WriteFileAtomicOptions } from './files/atomic-file.ts';
export { nodeFileSystem } from './files/file-system.ts';
export type {
  BytesRead,
  BytesWritten,
  DiskFacts,
  FileFacts,
  FileSystem,
  OpenFile,
} from './files/file-system.ts';
export { RunFolderError, writeError } from './files/run-folder-error.ts';
export { writeFully } from './files/new-file.ts';
export { lockRunFolder, RunLockedError } from './lock/run-lock.ts';
export type { LockRunFolderOptions, RunLock } from './lock/run-lock.ts';
export type { ProcessIdentity } from './lock/process-identity.ts';
export type { LogDisk, LogErrorHandler } from './log/append-file.ts';
export { surviveClosedOutput } from './log/closed-output.ts';
export type { OutputStream, SurviveClosedOutputOptions } from './log/closed-output.ts';
export { eventFile } from './log/event-file.ts';
export type { EventFile, EventFileOptions } from './log/event-file.ts';
export { liveReport } from './log/live-report.ts';
export type { LiveReport, LiveReportOptions } from './log/live-report.ts';
export { runMachine } from './log/machine.ts';
export type { RunMachine } from './log/machine.ts';
export { exportMetricsCsv, metricsCsv } from './log/metrics-csv.ts';
export type { ExportMetricsCsvOptions } from './log/metrics-csv.ts';
export { metricsLog } from './log/metrics-log.ts';
export type { MetricsLog, MetricsLogOptions } from './log/metrics-log.ts';
export type { MetricsRecord } from './log/metrics-record.ts';
export { readMetrics } from './log/read-metrics.ts';
export type { ReadMetricsOptions } from './log/read-metrics.ts';
export { readRuns } from './log/read-runs.ts';
export type { ReadRunsOptions, RunListing, RunStatus } from './log/read-runs.ts';
export { runLogs } from './log/run-logs.ts';
export type { RunLogs, RunLogsOptions } from './log/run-logs.ts';
export { readRunRecord, writeRunRecord } from './log/run-record.ts';
export type {
  ReadRunRecordOptions,
  RecordedData,
  RecordedModel,
  RecordedRecipe,
  RunResumption,
  RunInput,
  RunOutcome,
  RunRecord,
  WriteRunRecordOptions,
} from './log/run-record.ts';
export { expectedCheckpointBytes, slotsPerParameter } from './training/checkpoint-size.ts';
export type { NetSize } from './training/checkpoint-size.ts';
export { recordedRecipe } from './training/former-run.ts';
export { trainRun } from './training/train-run.ts';
export type { TrainedRun, TrainRunOptions } from './training/train-run.ts';
export { trainingLength } from './training/training-length.ts';
export type { TrainingLength } from './training/training-length.ts';
export { layerWeights } from './training/layer-weights.ts';
export type { LayerWeightsOptions } from './training/layer-weights.ts';
export { savedRun } from './saved/saved-run.ts';
export type { SavedRun, SavedRunOptions } from './saved/saved-run.ts';
