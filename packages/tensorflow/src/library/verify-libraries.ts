import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../engine-error.ts';
import { libraryFile } from './cache-folder.ts';
import type { PinnedWheel } from './pinned-wheel.ts';
import { INSTALL_COMMAND } from './remedy.ts';

/**
 * Compares installed libraries with their pinned sums.
 * @throws EngineError `LIBRARY_DAMAGED` with both sums and the command that mends it.
 */
export async function verifyLibraries(folder: string, wheel: PinnedWheel): Promise<void> {
  for (const { member, sha256 } of wheel.libraries) {
    const file = libraryFile(folder, member);
    const sum = await sha256OfFile(file);
    if (sum !== sha256)
      throw new EngineError(
        'LIBRARY_DAMAGED',
        `${file} is damaged (its sha256 is ${sum}, expected ${sha256}); run \`${INSTALL_COMMAND} --force\`.`,
      );
  }
}

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
