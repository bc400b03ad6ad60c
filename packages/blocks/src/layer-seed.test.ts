import { expect, test } from 'vitest';
import { layerSeed } from './layer-seed.ts';

test('a seed depends on the net seed and on the name, and on nothing else', () => {
  const seed = layerSeed({ seed: 0, name: 'stage1_block1_1_conv' });
  expect(layerSeed({ seed: 0, name: 'stage1_block1_1_conv' })).toBe(seed);
  expect(layerSeed({ seed: 1, name: 'stage1_block1_1_conv' })).not.toBe(seed);
  expect(layerSeed({ seed: 0, name: 'stage1_block1_2_conv' })).not.toBe(seed);
});

test('the layers of a deep net get seeds that differ, all of 32 bits', () => {
  const names = Array.from({ length: 1200 }, (_, index) => `stage${1 + (index % 3)}_block${index}_1_conv`);
  const seeds = [0, 1, 0xffff_ffff].flatMap((seed) => names.map((name) => layerSeed({ seed, name })));
  expect(new Set(seeds).size).toBe(seeds.length);
  for (const seed of seeds) expect(seed).toBe(seed >>> 0);
});

test.each([-1, 0.5, Number.NaN, 4_294_967_296])('seed %s is refused', (seed) => {
  expect(() => layerSeed({ seed, name: 'stem_conv' })).toThrow(
    new RangeError(`stem_conv: seed must be an integer from 0 to 4294967295; got ${seed}.`),
  );
});
