import { expect, test } from 'vitest';
import { goldenCases } from '../../test/golden-images.ts';
import { RAND_AUGMENT, TRIVIAL_AUGMENT_WIDE } from './policy-steps.ts';

interface Policy {
  readonly policy: 'randAugment' | 'trivialAugment';
  readonly operation: string;
  readonly magnitudes: readonly number[];
  readonly signed: boolean;
}

test.each([
  ['randAugment', RAND_AUGMENT],
  ['trivialAugment', TRIVIAL_AUGMENT_WIDE],
] as const)('%s has the operations and magnitudes of torchvision', (name, rows) => {
  const ours = rows.map(({ operation, magnitude, signed = false }) => ({
    policy: name,
    operation,
    magnitudes: [0, 9, 13, 30].map(
      (bin) => Math.round(magnitude(bin, { height: 24, width: 18 }) * 1e4) / 1e4,
    ),
    signed,
  }));
  expect(ours).toEqual(goldenCases<Policy>('policies').filter(({ policy }) => policy === name));
});
