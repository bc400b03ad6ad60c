// Whether this machine has an NVIDIA GPU that a program can use.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {{ root?: string, environment?: NodeJS.ProcessEnv, platform?: string, arch?: string }} [options]
 * @returns {string | undefined} why there is none; undefined where there is one
 */
export function whyNoGpu({
  root = '/',
  environment = process.env,
  platform = process.platform,
  arch = process.arch,
} = {}) {
  if (platform !== 'linux' || arch !== 'x64')
    return `TensorFlow's library for GPUs is only for linux-x64, this is ${platform}-${arch}`;
  const { status } = spawnSync('nvidia-smi', ['--list-gpus'], {
    env: environment,
    stdio: 'ignore',
    timeout: 30_000,
  });
  if (status === 0) return undefined;
  const driver = existsSync(join(root, 'proc', 'driver', 'nvidia', 'version'));
  if (!driver)
    return 'no NVIDIA driver is loaded (neither nvidia-smi nor /proc/driver/nvidia/version is there)';
  return existsSync(join(root, 'dev', 'nvidia0'))
    ? undefined
    : 'the NVIDIA driver is loaded, and /dev/nvidia0 is missing: start the container with GPUs (docker run --gpus all)';
}
