import type { io } from '@tensorflow/tfjs-core';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { fileFailure, missingFile } from './file-failure.ts';
import { fileInside, type InsideFile } from './file-inside.ts';
import { weightBytes } from './weight-bytes.ts';

/** One read call takes at most this many bytes: the system's limit is 2 GiB. */
const READ_BYTES = 2 ** 26;

/**
 * Reads all weights that a manifest names. Sizes are compared before anything is read.
 * @throws EngineError `FILE_FAILED` for a file that is missing, outside the folder, or has too few or too many bytes.
 */
export async function readWeights(
  folder: string,
  manifest: io.WeightsManifestConfig,
): Promise<[io.WeightsManifestEntry[], ArrayBuffer]> {
  const files: InsideFile[] = [];
  for (const { paths, weights } of manifest) {
    const group: InsideFile[] = [];
    for (const path of paths) group.push(await findWeights(folder, path));
    const bytes = group.reduce((sum, file) => sum + file.bytes, 0);
    const expected = weightBytes(weights);
    if (expected !== undefined && bytes !== expected)
      throw wrongSize(paths.map((path) => join(folder, path)).join(', ') || folder, bytes, expected);
    files.push(...group);
  }
  const data = new ArrayBuffer(files.reduce((sum, file) => sum + file.bytes, 0));
  let offset = 0;
  for (const file of files) {
    await readInto(file, new Uint8Array(data, offset, file.bytes));
    offset += file.bytes;
  }
  return [manifest.flatMap(({ weights }) => weights), data];
}

async function findWeights(folder: string, path: string): Promise<InsideFile> {
  try {
    return await fileInside(folder, path);
  } catch (error) {
    const remedy = 'copy the whole folder of the model, or save it again';
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw missingFile(`Weight file ${join(folder, path)}`, remedy, error);
    throw fileFailure(`The weights ${join(folder, path)} cannot be read`, remedy, error);
  }
}

async function readInto({ path, bytes }: InsideFile, target: Uint8Array): Promise<void> {
  const handle = await open(path);
  try {
    for (let done = 0; done < bytes;) {
      const { bytesRead } = await handle.read(target, done, Math.min(bytes - done, READ_BYTES), done);
      if (bytesRead === 0) throw wrongSize(path, done, bytes);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

function wrongSize(files: string, bytes: number, expected: number): EngineError {
  return new EngineError(
    'FILE_FAILED',
    `The weights ${files} have ${bytes} bytes where model.json says ${expected}; they are damaged or another model's, so copy or save the model again.`,
  );
}
