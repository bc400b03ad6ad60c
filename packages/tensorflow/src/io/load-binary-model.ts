import type { io } from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileFailure, missingFile } from './file-failure.ts';
import { fileInside } from './file-inside.ts';
import { parseWeightsManifest } from './model-json.ts';
import { readWeights } from './read-weights.ts';

/**
 * Loads a model in the two files that tfjs's converter once wrote: the graph as a protocol buffer, and the manifest of the
 * weights beside it.
 * @throws EngineError `FILE_FAILED` when one is missing or no regular file, see also {@link readWeights}.
 */
export async function loadBinaryModel(topology: string, manifest: string): Promise<io.ModelArtifacts> {
  const graph = await contentOf(topology);
  const groups = parseWeightsManifest((await contentOf(manifest)).toString('utf8'), manifest);
  const [weightSpecs, weightData] = await readWeights(dirname(manifest), groups);
  return { modelTopology: Uint8Array.from(graph).buffer, weightSpecs, weightData };
}

async function contentOf(file: string): Promise<Buffer> {
  const remedy = "name a model's graph and its weights' manifest, which this process may read";
  try {
    const { path } = await fileInside(dirname(file), basename(file));
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw missingFile(`The model's file ${file}`, remedy, error);
    throw fileFailure(`The model's file ${file} cannot be loaded`, remedy, error);
  }
}
