import { expect, test } from 'vitest';
import { snippetsOf } from './collect.mjs';

const of = (text) => snippetsOf({ document: 'a.md', text });

test('takes ts blocks with their place, and nothing else', () => {
  const text =
    '# A\n\n```ts\nconst a = 1;\n```\n\n```sh\nnpm test\n```\n\n```ts no-run\nconst b = 2;\nconst c = 3;\n```\n';
  expect(of(text)).toEqual([
    { document: 'a.md', line: 4, code: 'const a = 1;\n', run: true },
    { document: 'a.md', line: 12, code: 'const b = 2;\nconst c = 3;\n', run: false },
  ]);
});

test('a block inside a longer fence is text', () => {
  expect(of('````md\n```ts\nnot code\n```\n````\n')).toEqual([]);
});

test('a block in a list loses its indent', () => {
  expect(of('1. x\n\n   ```ts\n   if (a)\n     b();\n   ```\n')[0]?.code).toBe('if (a)\n  b();\n');
});

test('a block that is not closed', () => {
  expect(() => of('\n```ts\nconst a = 1;\n')).toThrow('a.md:2: this code block is not closed.');
});

test('a word that means nothing', () => {
  expect(() => of('```ts norun\n```\n')).toThrow(
    'a.md:1: "ts norun" means nothing here; a block is "ts" or "ts no-run".',
  );
});
