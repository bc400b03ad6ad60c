import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import process from 'node:process';
import type { Machine } from './summary.ts';

/** Describes the machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
  };
}
