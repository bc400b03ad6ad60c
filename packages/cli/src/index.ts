export type { CliIo, OutputStream, SignalSource, StopSignal } from './cli-io.ts';
export { run } from './run.ts';
