import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { elementBytes, TF_STRING } from '../native/data-types.ts';
import { indicesIn, needRank, needTexts, refusedAsByTfjs, wrong } from './input-values.ts';

/** What `tf.string.stringNGrams` is told. */
export interface NGramsAttrs {
  readonly separator: string;
  readonly nGramWidths: readonly number[];
  readonly leftPad: string;
  readonly rightPad: string;
  /** Pads at each side of a sequence; -1 for as many as the width has room for. */
  readonly padWidth: number;
  readonly preserveShortSequences: boolean;
}

/**
 * Refuses what `StringNGrams` would follow out of its memory, or into more memory than there is.
 *
 * `splits` tells where the sequences in `data` begin: it starts with 0, ends with the length of `data` and never falls.
 */
export function checkNGrams(
  backend: TensorFlowBackend,
  data: TensorInfo,
  dataSplits: TensorInfo,
  attrs: NGramsAttrs,
): void {
  needTexts('data', data);
  needRank('data', data, 1);
  needRank('dataSplits', dataSplits, 1);
  const { nGramWidths, padWidth } = attrs;
  if (!Array.isArray(nGramWidths) || nGramWidths.length === 0 || !nGramWidths.every((width) => width >= 1))
    throw wrong(`nGramWidths must be a list of whole numbers of at least 1, got ${String(nGramWidths)}.`);
  if (!(padWidth >= -1)) throw wrong(`padWidth must be -1 or the number of pads, got ${padWidth}.`);
  const splits = indicesIn(backend, 'dataSplits', dataSplits);
  const [length = 0] = data.shape;
  checkSplits(splits, length);
  backend.needRoom('StringNGrams', [Math.ceil(nGramBytes(splits, attrs) / 4)]);
}

/** Bytes of the n-grams, without the texts of `data` in them. */
function nGramBytes(splits: Int32Array, attrs: NGramsAttrs): number {
  const { nGramWidths, padWidth, leftPad, rightPad, separator, preserveShortSequences } = attrs;
  const pad = Math.max(String(leftPad).length, String(rightPad).length) + String(separator).length;
  let bytes = 0;
  for (let row = 1; row < splits.length; row++) {
    const length = (splits[row] ?? 0) - (splits[row - 1] ?? 0);
    for (const width of nGramWidths) {
      const margin = Math.min(padWidth < 0 ? width - 1 : padWidth, width - 1);
      const count = Math.max(length + 2 * margin - width + 1, 0);
      bytes += count * (elementBytes(TF_STRING) + Math.min(width, 2 * margin) * pad);
    }
    // A sequence too short for any width is one n-gram, all pads around it.
    if (preserveShortSequences) bytes += elementBytes(TF_STRING) + 2 * Math.max(padWidth, 0) * pad;
  }
  return bytes;
}

function checkSplits(splits: Int32Array, length: number): void {
  let last = splits[0] ?? 0;
  if (last !== 0) throw refusedAsByTfjs(`First split value must be 0, got ${last}`);
  for (const split of splits) {
    if (split < last || split > length)
      throw refusedAsByTfjs(`Invalid split value ${split}, must be in [${last}, ${length}]`);
    last = split;
  }
  if (splits.length > 0 && last !== length)
    throw refusedAsByTfjs(`Last split value must be data size. Expected ${length}, got ${last}`);
}
