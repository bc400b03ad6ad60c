import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { KERNELS } from './kernel-table.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const names = KERNELS.map(({ kernelName }) => kernelName);

test('no kernel is there twice', () => {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('every family of kernels has its tests', () => {
  const families = readdirSync(here('.')).filter(
    (file) =>
      !file.endsWith('.test.ts') && /: readonly KernelConfig\[\] =/.test(readFileSync(here(file), 'utf8')),
  );
  expect(families.length).toBeGreaterThan(10);
  expect(families.filter((file) => !existsSync(here(file.replace(/\.ts$/, '.test.ts'))))).toEqual([]);
});

test('the README lists the kernels', () => {
  const readme = readFileSync(here('../../README.md'), 'utf8');
  const rows = readme.matchAll(/^\| [^|`]+ \| (`.*`) \|$/gm);
  const listed = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect([...listed].sort()).toEqual([...names].sort());
});
