import type { DataType, MetaGraph, ModelTensorInfo, SignatureDefEntry } from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { checkedPath } from '../io/file-url.ts';
import { fileFailure } from '../io/file-failure.ts';
import { tfjsType } from '../native/data-types.ts';
import {
  parseSavedModel,
  type SavedGraph,
  type Signature,
  type SignatureTensor,
} from './saved-model-proto.ts';

/** The types that tensors of ours can have, by their numbers in TensorFlow (tensorflow/core/framework/types.proto). */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'DT_FLOAT',
  2: 'DT_DOUBLE',
  3: 'DT_INT32',
  4: 'DT_UINT8',
  5: 'DT_INT16',
  6: 'DT_INT8',
  7: 'DT_STRING',
  8: 'DT_COMPLEX64',
  9: 'DT_INT64',
  10: 'DT_BOOL',
  14: 'DT_BFLOAT16',
  17: 'DT_UINT16',
  19: 'DT_HALF',
  22: 'DT_UINT32',
  23: 'DT_UINT64',
};

/**
 * What a SavedModel holds, without loading it: for each of its graphs the tags and the signatures with their inputs and
 * outputs.
 *
 * As in tfjs-node a size that is open is -1, and the shape of a tensor whose rank is open is `[]`.
 * @param path - the model's folder, with `saved_model.pb`
 * @throws EngineError `FILE_FAILED` when there is no such file, it is damaged, or a signature has a type that tfjs lacks.
 */
export async function getMetaGraphsFromSavedModel(path: string): Promise<MetaGraph[]> {
  const graphs = await readSavedGraphs(path);
  return graphs.map(({ tags, signatures }) => ({
    tags: [...tags],
    signatureDefs: Object.fromEntries(
      [...signatures].map(([name, signature]) => [name, signatureInfo(signature, name)]),
    ),
  }));
}

/** Reads tags and signatures of the model in a folder. @throws EngineError `FILE_FAILED`, see {@link parseSavedModel}. */
export async function readSavedGraphs(path: string): Promise<SavedGraph[]> {
  const folder = checkedPath(path);
  const file = join(folder, 'saved_model.pb');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new EngineError('FILE_FAILED', `There is no saved_model.pb file in the directory: ${path}`, {
        cause: error,
      });
    throw fileFailure(`${file} cannot be read`, 'name a folder that this process may read', error);
  }
  return parseSavedModel(bytes, file);
}

/** A signature as tfjs describes it. @throws EngineError when a tensor has a type that tfjs lacks. */
export function signatureInfo({ inputs, outputs }: Signature, name: string): SignatureDefEntry {
  const described = (tensors: ReadonlyMap<string, SignatureTensor>): Record<string, ModelTensorInfo> =>
    Object.fromEntries([...tensors].map(([key, tensor]) => [key, tensorInfo(tensor, `${name}.${key}`)]));
  return { inputs: described(inputs), outputs: described(outputs) };
}

function tensorInfo({ name, type, shape }: SignatureTensor, place: string): ModelTensorInfo {
  const tfDtype = TYPE_NAMES[type];
  if (tfDtype === undefined || name === '')
    throw new EngineError(
      'FILE_FAILED',
      `Unsupported tensor DataType: ${place} of the SavedModel is ${name === '' ? 'a composite tensor' : `of type number ${type}`}, try to modify the model in python to convert the datatype.`,
    );
  const dtype: DataType = tfjsType(type);
  return { name, dtype, tfDtype, shape: [...(shape ?? [])] };
}
