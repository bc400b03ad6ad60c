import { expect, test } from 'vitest';
import { onMetaBackend } from './describe/meta-backend.ts';
import { googLeNet } from './googlenet.ts';
import type { GoogLeNetOptions } from './googlenet.ts';

const names = (options: GoogLeNetOptions): string[] =>
  onMetaBackend(() => {
    const model = googLeNet(options);
    model.dispose();
    return model.layers.map((layer) => layer.name);
  });

test("batch normalization takes the place of the paper's response normalization", () => {
  const responses = (options: GoogLeNetOptions): string[] =>
    names(options).filter((name) => /^stem_\d_lrn$/.test(name));
  expect(responses({})).toEqual(['stem_1_lrn', 'stem_3_lrn']);
  expect(responses({ batchNorm: true })).toEqual([]);
  expect(names({ batchNorm: true })).toContain('stem_3_bn');
});

test.each([
  [{ auxiliary: 'no' }, RangeError, 'auxiliary must be true or false; got "no".'],
  [{ auxiliary: 1 }, RangeError, 'auxiliary must be true or false; got 1.'],
  [{ batchNorm: 'false' }, RangeError, 'batchNorm must be true or false; got "false".'],
  [{ auxiliary: true, classes: 0 }, RangeError, 'auxiliary does nothing with classes: 0, so leave it out.'],
  [
    { auxiliaryDropout: 0.5 },
    RangeError,
    'auxiliaryDropout does nothing without auxiliary: true, so leave it out.',
  ],
  [
    { auxiliary: true, auxiliaryDropout: 1 },
    RangeError,
    'auxiliaryDropout must be at least 0 and less than 1; got 1.',
  ],
])('%j is refused', (options, kind, message) => {
  expect(() => googLeNet(options as GoogLeNetOptions)).toThrow(new kind(message));
});

test('auxiliary: false goes with classes: 0', () => {
  expect(names({ auxiliary: false, classes: 0 }).at(-1)).toBe('stage3_block2_concat');
});
