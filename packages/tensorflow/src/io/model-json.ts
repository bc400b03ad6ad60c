import type { io } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

const DTYPES: readonly unknown[] = ['float32', 'int32', 'bool', 'string', 'complex64'];
const QUANTIZED_DTYPES: readonly unknown[] = ['uint8', 'uint16', 'float16'];

/**
 * Reads a `model.json`, and checks what names files and counts bytes; the topology is tfjs's to check.
 * @throws EngineError `FILE_FAILED` when it is not JSON or not a model's.
 */
export function parseModelJson(text: string, file: string): io.ModelJSON {
  const json = parsed(text, file);
  if (!isModelJson(json))
    throw new EngineError(
      'FILE_FAILED',
      `${file} is JSON but not a model that TensorFlow.js saved (its topology or its weightsManifest is missing or malformed); name the model.json of one.`,
    );
  return json;
}

/**
 * Reads a file that is a weights manifest alone.
 * @throws EngineError `FILE_FAILED` when it is not JSON or not a manifest.
 */
export function parseWeightsManifest(text: string, file: string): io.WeightsManifestConfig {
  const json = parsed(text, file);
  if (!isManifest(json))
    throw new EngineError(
      'FILE_FAILED',
      `${file} is JSON but no manifest of weights; name the one that the converter wrote beside the model.`,
    );
  return json;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EngineError('FILE_FAILED', `${file} is not complete JSON; save or copy the model again.`, {
      cause: error,
    });
  }
}

function isModelJson(json: unknown): json is io.ModelJSON {
  if (!isRecord(json)) return false;
  const { modelTopology, weightsManifest } = json;
  if (weightsManifest == null) return modelTopology != null;
  return isManifest(weightsManifest);
}

function isManifest(json: unknown): json is io.WeightsManifestConfig {
  return Array.isArray(json) && json.every(isGroup);
}

function isGroup(group: unknown): boolean {
  if (!isRecord(group)) return false;
  const { paths, weights } = group;
  if (!Array.isArray(paths) || !Array.isArray(weights)) return false;
  return paths.every((path) => typeof path === 'string') && weights.every(isWeight);
}

function isWeight(weight: unknown): boolean {
  if (!isRecord(weight)) return false;
  const { name, shape, dtype, quantization } = weight;
  if (typeof name !== 'string' || !DTYPES.includes(dtype) || !Array.isArray(shape)) return false;
  if ('quantization' in weight)
    if (!isRecord(quantization) || !QUANTIZED_DTYPES.includes(quantization['dtype'])) return false;
  return shape.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
