import { expect, test } from 'vitest';
import { mutatedFile } from '../../test/mutations.mjs';
import { readSafetensors } from './read-safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { writeSafetensors } from './write-safetensors.ts';

const FILES = 100_000; // more with tools/golden/safetensors-fuzz.mjs

test('100,000 mutated files: sound, or refused with a SafetensorsError', () => {
  const outcomes = new Map<string, number>();
  const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  for (let seed = 1; seed <= FILES; seed += 1) {
    const bytes = mutatedFile(seed);
    try {
      const { tensors, metadata } = readSafetensors(bytes);
      const named = [...tensors].map(([name, tensor]) => ({ name, ...tensor }));
      const again = Buffer.concat([...writeSafetensors({ tensors: named, metadata }).chunks()]);
      if (readSafetensors(again).tensors.size !== tensors.size) throw new Error(`${tensors.size} tensors`);
      count('sound');
    } catch (error) {
      if (!(error instanceof SafetensorsError))
        throw new Error(`Seed ${seed} ends in an untyped error.`, { cause: error });
      count(error.code);
    }
  }
  expect(outcomes.get('sound')).toBeGreaterThan(FILES / 100);
  expect([...outcomes.keys()].sort()).toEqual(
    'dtype duplicate encoding entry gap header-size limit metadata name number overlap shape size sound syntax tail too-short'.split(
      ' ',
    ),
  );
});
