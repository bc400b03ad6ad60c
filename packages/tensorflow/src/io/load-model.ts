import { io } from '@tensorflow/tfjs-core';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { fileFailure, missingFile } from './file-failure.ts';
import { fileInside } from './file-inside.ts';
import { parseModelJson } from './model-json.ts';
import { readWeights } from './read-weights.ts';

/** So many saves into the folder may come between reading `model.json` and reading its weights. */
const ATTEMPTS = 10;

/**
 * Loads a model from its `model.json` and the weights files beside it.
 * @throws EngineError `FILE_FAILED`, see {@link parseModelJson} and {@link readWeights}.
 */
export async function loadModel(file: string): Promise<io.ModelArtifacts> {
  const remedy = "name a saved model's model.json that this process may read";
  try {
    let text = await readModelJson(file);
    for (let attempt = 1; ; attempt++) {
      try {
        return await artifactsOf(text, file);
      } catch (error) {
        // Another save may have replaced model.json meanwhile and removed the weights that the one we read names.
        const now = await readModelJson(file);
        if (now === text || attempt === ATTEMPTS) throw error;
        text = now;
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw missingFile(`The model ${file}`, remedy, error);
    throw fileFailure(`The model ${file} cannot be loaded`, remedy, error);
  }
}

async function readModelJson(file: string): Promise<string> {
  if ((await stat(file)).isDirectory())
    throw new EngineError(
      'FILE_FAILED',
      `${file} is a folder, and a model is loaded from the model.json in it; name ${join(file, 'model.json')}.`,
    );
  const { path } = await fileInside(dirname(file), basename(file));
  return await readFile(path, 'utf8');
}

function artifactsOf(text: string, file: string): Promise<io.ModelArtifacts> {
  const json = parseModelJson(text, file);
  return io.getModelArtifactsForJSON(json, (manifest) => readWeights(dirname(file), manifest));
}
