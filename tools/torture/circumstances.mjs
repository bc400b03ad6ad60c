// Where and when something was measured: part of every record.
import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { ROOT } from '../setup/workspace.mjs';

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();

const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${platform()}-${arch()}`,
  node: process.version,
});

/**
 * The commit, the time and the machine of a run.
 *
 * @param {number} began milliseconds, as `Date.now()` tells them
 */
export const circumstances = (began) => ({
  commit: `${git('rev-parse', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '-modified'}`,
  date: new Date(began).toISOString(),
  seconds: Math.round((Date.now() - began) / 1000),
  machine: machine(),
});
