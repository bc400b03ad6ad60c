import { createHash, randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withLock } from '../library/install-lock.ts';
import { syncFolder, writeSynced } from './synced-file.ts';

const MODEL = 'model.json';
/** What tfjs-node calls the weights, and programs that read them without model.json look for. */
const USUAL_WEIGHTS = 'weights.bin';
const LOCK = '.skipjack-save.lock';
const UNFINISHED = /^\.skipjack-[0-9a-f-]{36}\.tmp$/;
const OUR_WEIGHTS = /^weights-[0-9a-f]{16}\.bin$/;
const PIECE_BYTES = 2 ** 24;

/**
 * Puts a model into a folder, all or nothing, whatever else the folder has.
 *
 * How a crash at any moment leaves a whole model: saving never changes a file that an existing `model.json` names. A
 * folder without a model gets `weights.bin`, as from tfjs-node; else the weights file is named after its content
 * (`weights-<sha256>.bin`). Both files are written under temporary names and synced; then the weights get their name, and
 * `model.json`, which names them, gets its own last, in one rename. Before that rename the old model is complete, after it
 * the new one is. Only then are weights of ours removed that `model.json` does not name: the old model's, and what a crash
 * left. A `weights.bin` may be another program's, so ours has a second, temporary name while it is not settled whether a
 * model has it. A lock keeps two saves apart, so that neither removes the other's.
 * @param modelJson - the text of `model.json` for a weights file of that name
 */
export async function replaceModel(
  folder: string,
  weights: readonly ArrayBuffer[],
  modelJson: (weightsFile: string) => string,
): Promise<void> {
  const hash = createHash('sha256');
  for (const piece of piecesOf(weights)) hash.update(piece);
  const hashedName = `weights-${hash.digest('hex').slice(0, 16)}.bin`;
  modelJson(hashedName); // what is no JSON fails before anything is written
  await withLock({ file: join(folder, LOCK), onWait: () => undefined }, async () => {
    const [newWeights, newModel] = [temporaryFile(folder), temporaryFile(folder)];
    try {
      const old = await modelText(folder);
      if (old.includes(`"${USUAL_WEIGHTS}"`)) await alsoNamed(folder, USUAL_WEIGHTS, temporaryFile(folder));
      await writeSynced(newWeights, piecesOf(weights));
      const usual = old === '' && (await alsoNamed(folder, newWeights, join(folder, USUAL_WEIGHTS)));
      if (!usual) await rename(newWeights, join(folder, hashedName));
      await writeSynced(newModel, [Buffer.from(modelJson(usual ? USUAL_WEIGHTS : hashedName))]);
      await syncFolder(folder);
      await rename(newModel, join(folder, MODEL));
      await syncFolder(folder);
    } finally {
      // What cannot be removed now is harmless, and the next save tries again.
      await removeLeftovers(folder).catch(() => undefined);
    }
  });
}

/** Gives a file a second name; false where that name is taken, or the file system has no second names. */
async function alsoNamed(folder: string, file: string, name: string): Promise<boolean> {
  return await link(resolve(folder, file), name).then(
    () => true,
    () => false,
  );
}

/** The text of the folder's `model.json`; empty where there is none. */
async function modelText(folder: string): Promise<string> {
  return await readFile(join(folder, MODEL), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
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
  const model = await modelText(folder).catch(() => undefined);
  const usual = await fileNumber(join(folder, USUAL_WEIGHTS));
  for (const name of names.filter((one) => UNFINISHED.test(one))) {
    const ours = usual !== undefined && (await fileNumber(join(folder, name))) === usual;
    if (ours && model !== undefined && !model.includes(`"${USUAL_WEIGHTS}"`))
      await rm(join(folder, USUAL_WEIGHTS), { force: true });
    await rm(join(folder, name), { force: true });
  }
  if (model === undefined) return;
  for (const name of names)
    if (OUR_WEIGHTS.test(name) && !model.includes(name)) await rm(join(folder, name), { force: true });
}

/** What two names of one file have in common. */
async function fileNumber(file: string): Promise<bigint | undefined> {
  return await stat(file, { bigint: true }).then(
    ({ ino }) => ino,
    () => undefined,
  );
}
