import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** The machine of a run. */
export interface RunMachine {
  /** Model of its processor. */
  readonly cpu: string;
  /** Processors that the process may use. */
  readonly cores: number;
  /** Memory, in GiB. */
  readonly memoryGiB: number;
  /** System and architecture, such as `linux x64`. */
  readonly platform: string;
  /** Version of Node. */
  readonly node: string;
}

/** Describes the machine that this process runs on. */
export function runMachine(): RunMachine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
  };
}
