import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../engine-error.ts';
import { libraryFile } from './cache-folder.ts';
import { librariesOf, type LibraryPlan } from './library-plan.ts';
import { installCommand } from './remedy.ts';

/**
 * Compares installed libraries with their pinned sums.
 * @throws EngineError `LIBRARY_DAMAGED` with both sums and the command that mends it.
 */
export async function verifyLibraries(folder: string, plan: LibraryPlan): Promise<void> {
  for (const { member, sha256 } of librariesOf(plan)) {
    const file = libraryFile(plan, folder, member);
    const sum = existsSync(file) ? await sha256OfFile(file) : undefined;
    if (sum !== sha256)
      throw new EngineError(
        'LIBRARY_DAMAGED',
        `${file} is ${sum === undefined ? 'missing' : `damaged (its sha256 is ${sum}, expected ${sha256})`}; run \`${installCommand(plan)} --force\`.`,
      );
  }
}

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
