import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FUZZ_PARSERS } from '../fuzz-parsers.ts';
import { LOADERS } from './loaders.ts';
import { securityTable, withTable } from './security-table.mjs';

test('SECURITY.md says of each format what the limits, the hostile files and the record of damaged files say', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../SECURITY.md'), 'utf8');
  // Else: node packages/datasets/test/hostile/security-table.mjs
  expect(text).toBe(withTable(text));
  expect(securityTable()).not.toContain('NaN');
});

test('it has every loader of a hostile file and every parser that is fuzzed', () => {
  const source = readFileSync(join(import.meta.dirname, 'security-table.mjs'), 'utf8');
  for (const name of [...LOADERS.keys(), ...FUZZ_PARSERS.keys()]) expect(source).toContain(`'${name}'`);
});
