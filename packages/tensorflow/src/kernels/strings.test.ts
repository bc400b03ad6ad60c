import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outcome, plain, testRows } from '../../test/compare-backends.ts';
import { int, refusal, run } from '../../test/refused-call.ts';
import { STRINGS } from './strings.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

type NGrams = Parameters<typeof tf.string.stringNGrams>;
const nGrams = (widths: number[], pads: number, keepShort: boolean, splits = [0, 4, 4, 6]): tf.Tensor[] =>
  Object.values(
    tf.string.stringNGrams(
      ['a', 'bb', '', 'ä€', 'e', 'f'],
      int(...splits) as NGrams[1],
      '|',
      widths,
      'L',
      'R',
      pads,
      keepShort,
    ),
  );
const split = (delimiter: string, skipEmpty: boolean): tf.Tensor[] =>
  Object.values(
    tf.string.stringSplit(['a b', '', ' c,d ', 'a long text, longer than 22 bytes'], delimiter, skipEmpty),
  );

testRows(STRINGS, [
  { kernel: 'StringNGrams', title: 'bigrams and trigrams, padded', run: () => nGrams([2, 3], -1, false) },
  { kernel: 'StringNGrams', title: 'one pad', run: () => nGrams([3], 1, false) },
  { kernel: 'StringNGrams', title: 'no pad, short sequences kept', run: () => nGrams([5], 0, true) },
  { kernel: 'StringSplit', title: 'by a space', run: () => split(' ', true) },
  { kernel: 'StringSplit', title: 'by any of two, empty ones too', run: () => split(' ,', false) },
  {
    kernel: 'StringToHashBucketFast',
    title: 'texts of any length',
    run: () =>
      tf.string.stringToHashBucketFast(
        [
          ['', 'a'],
          ['ä€', 'b'.repeat(1000)],
        ],
        2 ** 31 - 1,
      ),
  },
  {
    kernel: 'StaticRegexReplace',
    title: 'the first, and all',
    run: () => [true, false].map((all) => tf.string.staticRegexReplace(['a  b   c', ''], ' +', '_', all)),
  },
]);

test('the pattern and its replacement are those of RE2', () => {
  const swapped = tf.string.staticRegexReplace(['ab cd'], '(\\w)(\\w)', '\\2\\1');
  expect(swapped.dataSync()).toEqual(['ba dc']);
  expect(refusal(() => tf.string.staticRegexReplace(['a'], '(', 'b')).message).toMatch(
    /: TensorFlow's StaticRegexReplace refused its input.*missing \)/,
  );
});

const data = (): tf.Tensor1D => tf.tensor1d(['a', 'b', 'c']);

test.each([
  ['First split value must be 0, got 1', [1, 3]],
  ['Invalid split value 1, must be in [2, 3]', [0, 2, 1, 3]],
  ['Invalid split value 1000000, must be in [0, 3]', [0, 1_000_000]],
  ['Invalid split value -5, must be in [0, 3]', [0, -5, 3]],
  ['Last split value must be data size. Expected 3, got 2', [0, 2]],
])('n-grams of wild splits: %s', (message, splits) => {
  expect(
    refusal(() => tf.string.stringNGrams(data(), int(...splits) as NGrams[1], '', [2], '', '', 0, false))
      .message,
  ).toBe(message);
});

test.each([
  [/: nGramWidths must be a list of whole numbers of at least 1, got \.$/, [], 0],
  [/: nGramWidths must be a list of whole numbers of at least 1, got 2,0\.$/, [2, 0], 0],
  [/: padWidth must be -1 or the number of pads, got -2\.$/, [2], -2],
  [/: StringNGrams needs .* MiB for a tensor of shape/, [2 ** 30], -1],
])('n-grams: %s', (message, widths, pads) => {
  expect(
    refusal(() => tf.string.stringNGrams(data(), int(0, 3) as NGrams[1], '', widths, 'L', 'R', pads, false))
      .message,
  ).toMatch(message);
});

test.each([
  [
    'StringNGrams',
    { data: int(1), dataSplits: int(0, 1) },
    {},
    'data must be a tensor of strings, got int32.',
  ],
  ['StringSplit', { input: int(1), delimiter: int(1) }, {}, 'input must be a tensor of strings, got int32.'],
  [
    'StringToHashBucketFast',
    { input: int(1) },
    { numBuckets: 2 },
    'input must be a tensor of strings, got int32.',
  ],
  ['StaticRegexReplace', { x: int(1) }, {}, 'x must be a tensor of strings, got int32.'],
])('%s of numbers', (kernel, inputs, attrs, message) => {
  expect(refusal(() => run(kernel, inputs, attrs)).message).toContain(message);
});

test('no bucket', () => {
  expect(
    refusal(() => run('StringToHashBucketFast', { input: data() }, { numBuckets: 0 })).message,
  ).toContain('numBuckets must be a whole number of at least 1, got 0.');
});

const words = (): tf.Tensor =>
  tf.tensor(['b', 'ä€', '', 'b', 'a text that is longer than 22 bytes', 'b'], [3, 2]);

/** Ops of tensors of any dtype, which must do the same to texts as to the numbers of their places; tfjs calls some for numbers only. */
const LAYOUT: readonly (readonly [title: string, op: (x: tf.Tensor) => tf.Tensor | tf.Tensor[]])[] = [
  ['reshape', (x) => tf.reshape(x, [2, -1])],
  ['transpose', (x) => run('Transpose', { x }, { perm: [1, 0] }) as tf.Tensor],
  ['concat', (x) => tf.concat([x, x], 1)],
  ['slice', (x) => tf.slice(x, [1, 0], [2, 1])],
  ['stridedSlice', (x) => tf.stridedSlice(x, [0, 1], [3, 2], [2, 1])],
  ['tile', (x) => tf.tile(x, [2, 1])],
  ['gather', (x) => run('GatherV2', { x, indices: int(2, 0) }, { axis: 0 }) as tf.Tensor],
  ['gatherND', (x) => tf.gatherND(x, tf.tensor2d([[2, 1]], [1, 2], 'int32'))],
  ['stack and unstack', (x) => tf.unstack(tf.stack([x, x], 1))],
  ['split', (x) => run('SplitV', { x }, { numOrSizeSplits: 3, axis: 0 }) as tf.Tensor[]],
  ['reverse', (x) => run('Reverse', { x }, { dims: [0] }) as tf.Tensor],
  ['expandDims and squeeze', (x) => tf.squeeze(tf.expandDims(x, 1))],
  ['broadcastTo', (x) => run('BroadcastTo', { x }, { shape: [2, 3, 2] }) as tf.Tensor],
  [
    'where',
    (x) => {
      const [condition, e] = [tf.tensor1d([true, false, true]), tf.tile(tf.slice(x, 1, 1), [3, 1])];
      return run('Select', { condition, t: x, e }) as tf.Tensor;
    },
  ],
  ['clone', (x) => tf.clone(x)],
];

test.each(LAYOUT)('texts: %s', (_title, op) => {
  const texts = words().dataSync() as never as string[];
  const [moved, places] = [[op(words())].flat(), [op(tf.reshape(tf.range(0, 6, 1, 'int32'), [3, 2]))].flat()];
  expect(moved.map(plain)).toEqual(
    places.map((place) => ({
      dtype: 'string',
      shape: place.shape,
      values: Array.from(place.dataSync(), (index) => texts[index]),
    })),
  );
});

test('texts are compared, stretched to each other', async () => {
  const compare = (): tf.Tensor[] =>
    ([tf.equal, tf.notEqual, tf.less, tf.lessEqual, tf.greater, tf.greaterEqual] as const).map((op) =>
      op(tf.tensor2d(['a', 'ä', '', 'ab'], [4, 1]), tf.tensor1d(['a', 'b'])),
    );
  expect(await outcome('tensorflow', compare)).toEqual(await outcome('cpu', compare));
});

test('texts are made from one, padded with one, and found once each', () => {
  expect(tf.fill([2, 2], 'ä').dataSync()).toEqual(['ä', 'ä', 'ä', 'ä']);
  const padded = run(
    'PadV2',
    { x: tf.tensor1d(['a']) },
    { paddings: [[1, 2]], constantValue: 'x' },
  ) as tf.Tensor;
  expect(padded.dataSync()).toEqual(['x', 'a', 'x', 'x']);
  expect(
    Object.values(tf.unique(tf.tensor1d(['b', 'a', 'b']))).map((x: tf.Tensor) => Array.from(x.dataSync())),
  ).toEqual([
    ['b', 'a'],
    [0, 1, 0],
  ]);
});
