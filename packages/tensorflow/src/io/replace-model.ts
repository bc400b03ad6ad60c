import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../library/install-lock.ts';
import { syncFolder, writeSynced } from './synced-file.ts';

const MODEL = 'model.json';
const LOCK = '.skipjack-save.lock';
const UNFINISHED = /^\.skipjack-[0-9a-f-]{36}\.tmp$/;
const OUR_WEIGHTS = /^weights-[0-9a-f]{16}\.bin$/;
const PIECE_BYTES = 2 ** 24;

/**
 * Puts a model into a folder, all or nothing, whatever else the folder has.
 *
 * How a crash at any moment leaves a whole model: the weights file is named after its content (`weights-<sha256>.bin`), so
 * saving never changes a file that an existing `model.json` names. Both files are written under temporary names and
 * synced; then the weights get their name, and `model.json`, which names them, gets its own last, in one rename. Before
 * that rename the old model is complete, after it the new one is. Only then are weights of ours removed that `model.json` does
 * not name: the old model's, and what a crash left. A lock keeps two saves apart, so that neither removes the other's.
 * @param modelJson - the text of `model.json` for a weights file of that name
 */
export async function replaceModel(
  folder: string,
  weights: readonly ArrayBuffer[],
  modelJson: (weightsFile: string) => string,
): Promise<void> {
  const hash = createHash('sha256');
  for (const piece of piecesOf(weights)) hash.update(piece);
  const weightsFile = `weights-${hash.digest('hex').slice(0, 16)}.bin`;
  const text = Buffer.from(modelJson(weightsFile));
  await withLock({ file: join(folder, LOCK), onWait: () => undefined }, async () => {
    const [newWeights, newModel] = [temporaryFile(folder), temporaryFile(folder)];
    try {
      await writeSynced(newWeights, piecesOf(weights));
      await writeSynced(newModel, [text]);
      await rename(newWeights, join(folder, weightsFile));
      await syncFolder(folder);
      await rename(newModel, join(folder, MODEL));
      await syncFolder(folder);
    } finally {
      // What cannot be removed now is harmless, and the next save tries again.
      await removeLeftovers(folder).catch(() => undefined);
    }
  });
}

function temporaryFile(folder: string): string {
  return join(folder, `.skipjack-${randomUUID()}.tmp`);
}

function* piecesOf(buffers: readonly ArrayBuffer[]): Generator<Uint8Array> {
  for (const buffer of buffers)
    for (let start = 0; start < buffer.byteLength; start += PIECE_BYTES)
      yield new Uint8Array(buffer, start, Math.min(PIECE_BYTES, buffer.byteLength - start));
}

/** Unfinished files go first: a save that lost the lock (its process was stopped for long) then fails at its rename. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true });
  const model = await readFile(join(folder, MODEL), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  for (const name of names)
    if (OUR_WEIGHTS.test(name) && !model.includes(name)) await rm(join(folder, name), { force: true });
}
