import { readSafetensors, toFloat32 } from '@skipjack/weights';
import { tensor } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { lstat, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkpointFolder } from '../checkpoints/checkpoint-folder.ts';
import { parseCheckpointName } from '../checkpoints/checkpoint-name.ts';
import { readCheckpoint } from '../checkpoints/read-checkpoint.ts';
import { readError, RunFolderError } from '../files/run-folder-error.ts';

/** Options of {@link layerWeights}. */
export interface LayerWeightsOptions {
  /** The model whose weights are set. */
  readonly model: LayersModel;
  /** Names of the layers that get weights; all others stay as they are. */
  readonly layers: readonly string[];
  /** Where the weights are: the folder of a run, whose newest checkpoint is taken, or of a checkpoint, or a file of safetensors. */
  readonly path: string;
}

/** Values by the names of their weights. */
type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

const MODEL = 'model/';

async function ofRun(path: string): Promise<Weights> {
  const isCheckpoint = parseCheckpointName(basename(path)) !== undefined;
  const state = isCheckpoint
    ? await readCheckpoint({ path })
    : await checkpointFolder({ folder: join(path, 'checkpoints') }).load('last');
  if (state === undefined)
    throw new RunFolderError(
      `${path} has no checkpoint to take weights from; give the folder of a run, of a checkpoint, or a file of safetensors.`,
      path,
    );
  return new Map(
    [...state.tensors].flatMap(([name, { shape, data }]) =>
      name.startsWith(MODEL) && data instanceof Float32Array
        ? [[name.slice(MODEL.length), { shape, data }] as const]
        : [],
    ),
  );
}

async function weightsAt(path: string): Promise<Weights> {
  let bytes: Uint8Array;
  try {
    if ((await lstat(path)).isDirectory()) return await ofRun(path);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'path' in error && error.name !== 'Error') throw error;
    throw readError(path, error);
  }
  const { tensors } = readSafetensors(bytes);
  return new Map([...tensors].map(([name, each]) => [name, { shape: each.shape, data: toFloat32(each) }]));
}

interface Pair {
  readonly variable: Variable;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Every weight of the layers with its values; what is missing or does not fit is an error before anything is set. */
function pairs({ model, layers, path }: LayerWeightsOptions, weights: Weights): readonly Pair[] {
  return layers.flatMap((name) => {
    const layer = model.layers.find((each) => each.name === name);
    if (layer === undefined)
      throw new RangeError(
        `${model.name} has no layer ${name} to begin with weights of ${path}; name layers that both nets have.`,
      );
    return layer.weights.map((weight): Pair => {
      const { originalName } = weight;
      const variable = weight.read() as Variable;
      const given = weights.get(originalName);
      const fits = given !== undefined && given.shape.join() === variable.shape.join();
      if (fits) return { variable, ...given };
      const has = given === undefined ? 'has none of that name' : `has it as [${given.shape.join(', ')}]`;
      throw new RangeError(
        `${model.name} takes ${originalName} [${variable.shape.join(', ')}] from ${path}, which ${has}; give the weights of a net with the same layer.`,
      );
    });
  });
}

/**
 * Gives some layers of a model the weights of another run: the staged initialisation of VGG, or the body of a net that is to learn other
 * classes.
 *
 * @param options - The model, the layers, and where the weights are.
 * @throws RangeError where a layer or a weight is missing or of another shape; nothing is set then.
 * @throws {@link RunFolderError}, {@link CheckpointError} or SafetensorsError where the weights cannot be read.
 */
export async function layerWeights(options: LayerWeightsOptions): Promise<void> {
  for (const { variable, shape, data } of pairs(options, await weightsAt(options.path))) {
    const value = tensor(data, [...shape], 'float32');
    variable.assign(value);
    value.dispose();
  }
}
