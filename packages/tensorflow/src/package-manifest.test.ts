import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const manifest = JSON.parse(
  readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
) as Readonly<Record<'scripts' | 'dependencies', Record<string, string>>>;

test('installing the package runs nothing and brings nothing but koffi and protobufjs', () => {
  expect(Object.keys(manifest.scripts)).toEqual(['build']);
  expect(Object.keys(manifest.dependencies)).toEqual(['koffi', 'protobufjs']);
});
