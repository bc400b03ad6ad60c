import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FileSystem } from '../files/file-system.ts';
import { removeFolder, syncFolder } from '../files/folders.ts';
import { startNewFile, writeNewFile } from '../files/new-file.ts';
import { hasContent } from '../files/same-content.ts';
import type { Content } from '../files/same-content.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { temporaryName } from './checkpoint-name.ts';
import type { CheckpointName } from './checkpoint-name.ts';
import { MANIFEST, manifestText } from './manifest.ts';
import type { ManifestFile } from './manifest.ts';
import type { StateFile } from './state-files.ts';

/** A file by its name and content. */
interface NamedContent extends Content {
  readonly name: string;
}

/** Writes and hashes files one after the other, while the disk takes in those before; tells what to certify of them. */
async function writeStateFiles(
  fs: FileSystem,
  temporary: string,
  files: readonly StateFile[],
): Promise<readonly ManifestFile[]> {
  const written: ManifestFile[] = [];
  const flushes: Promise<void>[] = [];
  try {
    for (const { name, byteLength, chunks } of files) {
      const hash = createHash('sha256');
      const onPiece = (piece: Uint8Array): void => void hash.update(piece);
      const { lasting } = await startNewFile({ fs, path: join(temporary, name), chunks: chunks(), onPiece });
      flushes.push(lasting);
      written.push({ name, size: byteLength, sha256: hash.digest('hex') });
    }
  } finally {
    await Promise.allSettled(flushes);
  }
  await Promise.all(flushes);
  return written;
}

async function writeFiles(
  fs: FileSystem,
  temporary: string,
  { kind, step }: CheckpointName,
  files: readonly StateFile[],
): Promise<readonly NamedContent[]> {
  const certified = await writeStateFiles(fs, temporary, files);
  const text = new TextEncoder().encode(manifestText({ kind, step, files: certified }));
  const manifest = { name: MANIFEST, byteLength: text.length, chunks: () => [text] };
  await writeNewFile({ fs, path: join(temporary, MANIFEST), chunks: manifest.chunks() });
  return [...files, manifest];
}

/** Removes a checkpoint, or a half-written one, in such an order that nobody ever takes a half for a whole. */
export async function removeCheckpoint(fs: FileSystem, folder: string, name: string): Promise<void> {
  const temporary = join(folder, temporaryName(name));
  await fs.rename(join(folder, name), temporary);
  await removeFolder(fs, temporary);
}

/** Reads each file back at its final place, all at once. */
async function expectWritten(fs: FileSystem, path: string, files: readonly NamedContent[]): Promise<void> {
  const looks = files.map(async (file) => {
    if (!(await hasContent(fs, join(path, file.name), file)))
      throw new CheckpointError(path, `${file.name} reads back otherwise than it was written`);
  });
  await Promise.allSettled(looks);
  await Promise.all(looks);
}

/**
 * Writes a checkpoint and reads it back. It is written in a folder that nobody reads, file by file and the manifest last,
 * each flushed to the disk; that folder is then renamed, and its own folder flushed.
 *
 * @param fs - The disk.
 * @param folder - Folder of the checkpoints.
 * @param name - The new one's name.
 * @param files - Its files.
 * @throws the system's error, or {@link CheckpointError} where other bytes are read back; what was written is removed.
 */
export async function writeCheckpoint(
  fs: FileSystem,
  folder: string,
  name: CheckpointName,
  files: readonly StateFile[],
): Promise<void> {
  const temporary = join(folder, temporaryName(name.name));
  const path = join(folder, name.name);
  let written: readonly NamedContent[];
  await fs.mkdir(temporary);
  try {
    written = await writeFiles(fs, temporary, name, files);
    await syncFolder(fs, temporary);
    await fs.rename(temporary, path);
  } catch (error) {
    await removeFolder(fs, temporary).catch(() => undefined);
    throw error;
  }
  try {
    await syncFolder(fs, folder);
    await expectWritten(fs, path, written);
  } catch (error) {
    await removeCheckpoint(fs, folder, name.name).catch(() => undefined);
    throw error;
  }
}
