import { io } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';
import { makeFolder } from '../library/make-folder.ts';
import { fileFailure } from './file-failure.ts';
import { replaceModel } from './replace-model.ts';
import { weightBytes } from './weight-bytes.ts';

/**
 * Saves a model into a folder, which is made if it is missing; see {@link replaceModel} for how.
 * @throws EngineError `INVALID_ARGUMENT` for a model that `model.json` cannot hold; `FILE_FAILED` when the folder cannot
 * be written: then it has the model that it had before.
 */
export async function saveModel(folder: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const { weightSpecs, weightData, getWeightStream: _, ...rest } = artifacts;
  if (rest.modelTopology instanceof ArrayBuffer)
    throw new EngineError(
      'INVALID_ARGUMENT',
      'The model has a binary topology, which model.json cannot hold; save a LayersModel, or a model whose topology is JSON.',
    );
  const buffers = Array.isArray(weightData) ? weightData : weightData === undefined ? [] : [weightData];
  const given = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const expected = weightBytes(weightSpecs ?? []);
  if (expected !== undefined && given !== expected)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `The model has ${given} bytes of weights where its weightSpecs say ${expected}; give weightData and weightSpecs of one model.`,
    );
  try {
    await makeFolder(folder);
    await replaceModel(folder, buffers, (weightsFile) => {
      if (weightSpecs === undefined) return JSON.stringify(rest);
      return JSON.stringify({ ...rest, weightsManifest: [{ paths: [weightsFile], weights: weightSpecs }] });
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new EngineError(
        'FILE_FAILED',
        `The model cannot be saved: the path ${folder} exists as a file; name a directory, or one that does not exist yet.`,
        { cause: error },
      );
    const remedy = 'name a folder that this process may write, on a disk with room';
    throw fileFailure(`The model cannot be saved to ${folder}`, remedy, error);
  }
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}
