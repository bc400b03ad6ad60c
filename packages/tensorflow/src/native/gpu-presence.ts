import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether this machine may have an NVIDIA GPU: whether the driver left a trace. Where there is surely none, TensorFlow is told
 * not to look for one, of which it would complain on the terminal.
 *
 * @param root - the file system's root
 */
export function mayHaveGpu(root = '/', platform: string = process.platform): boolean {
  if (platform !== 'linux') return true;
  if (existsSync(join(root, 'proc', 'driver', 'nvidia', 'version'))) return true;
  try {
    // /dev/dxg is the Windows host's GPU in WSL.
    return readdirSync(join(root, 'dev')).some((name) => name.startsWith('nvidia') || name === 'dxg');
  } catch {
    return true;
  }
}
