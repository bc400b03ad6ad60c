import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { bool, int, ints, string } from '../eager/attributes.ts';
import { withoutStderr } from '../images/without-stderr.ts';
import { needRank, needTexts, wrong } from './input-values.ts';
import { kernel } from './kernel.ts';
import { checkNGrams, type NGramsAttrs } from './string-n-grams.ts';

interface RegexReplaceAttrs {
  readonly pattern: string;
  readonly rewrite: string;
  readonly replaceGlobal: boolean;
}

/** Kernels that read and make texts, which are bytes to them: UTF-8 where JavaScript made them. */
export const STRINGS: readonly KernelConfig[] = [
  // Differs: the pattern is one of RE2, as everywhere in TensorFlow, and \1 in `rewrite` is its first group; tfjs's cpu
  // backend has JavaScript's.
  kernel<{ x: TensorInfo }, RegexReplaceAttrs>('StaticRegexReplace', ({ inputs: { x }, attrs, backend }) => {
    needTexts('x', x);
    // RE2 prints what is wrong with a pattern, and the error says it.
    return withoutStderr(() =>
      backend.run1('StaticRegexReplace', [x], {
        pattern: string(attrs.pattern),
        rewrite: string(attrs.rewrite),
        replace_global: bool(attrs.replaceGlobal),
      }),
    );
  }),
  kernel<{ data: TensorInfo; dataSplits: TensorInfo }, NGramsAttrs>(
    'StringNGrams',
    ({ inputs: { data, dataSplits }, attrs, backend }) => {
      checkNGrams(backend, data, dataSplits, attrs);
      const attributes = {
        separator: string(attrs.separator),
        ngram_widths: ints(attrs.nGramWidths),
        left_pad: string(attrs.leftPad),
        right_pad: string(attrs.rightPad),
        pad_width: int(attrs.padWidth),
        preserve_short_sequences: bool(attrs.preserveShortSequences),
      };
      return backend.run('StringNGrams', [data, dataSplits], attributes, 2);
    },
  ),
  kernel<{ input: TensorInfo; delimiter: TensorInfo }, { skipEmpty: boolean }>(
    'StringSplit',
    ({ inputs: { input, delimiter }, attrs: { skipEmpty }, backend }) => {
      needTexts('input', input);
      needRank('input', input, 1);
      needTexts('delimiter', delimiter);
      needRank('delimiter', delimiter, 0);
      return backend.run('StringSplit', [input, delimiter], { skip_empty: bool(skipEmpty) }, 3);
    },
  ),
  kernel<{ input: TensorInfo }, { numBuckets: number }>(
    'StringToHashBucketFast',
    ({ inputs: { input }, attrs: { numBuckets }, backend }) => {
      needTexts('input', input);
      if (!(numBuckets >= 1))
        throw wrong(`numBuckets must be a whole number of at least 1, got ${numBuckets}.`);
      return backend.run1('StringToHashBucketFast', [input], { num_buckets: int(numBuckets) });
    },
  ),
];
