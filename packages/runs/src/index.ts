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
export type { DiskFacts, FileFacts, FileSystem, OpenFile } from './files/file-system.ts';
export { RunFolderError, writeError } from './files/run-folder-error.ts';
export { writeFully } from './files/new-file.ts';
export { lockRunFolder, RunLockedError } from './lock/run-lock.ts';
export type { LockRunFolderOptions, RunLock } from './lock/run-lock.ts';
export type { ProcessIdentity } from './lock/process-identity.ts';
