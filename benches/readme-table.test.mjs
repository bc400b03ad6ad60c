// @ts-check
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readmeLines, writeReadmeTable } from './readme-table.mjs';

const side = (contestant, ratio, quiet = true) => ({ contestant, ratio, quiet });
const result = (net, sides) => ({ net, batch: 16, precision: 'float32', best: 'torch-eager', sides });
const RECORDS = [
  { benchmark: 'engine', results: [{ what: 'something else' }] },
  {
    benchmark: 'training',
    results: [
      result('resnet18', [side('torch-eager', 1), side('skipjack-compiled', 0.9), side('keras-graph', 1.25)]),
      result('alexnet', [side('torch-eager', 1), side('skipjack-compiled', 1.1, false)]),
      result('vgg16', [side('torch-eager', 1)]),
    ],
  },
];

test('each comparison is a row: ours bold where it is faster, disturbed where it was, none without ours', () => {
  const [, , first, second, ...rest] = readmeLines(RECORDS);
  expect(first).toMatch(
    /^\| resnet18, training step, batch 16, float32 \| \*\*0\.90\*\* \| .* \| .* 1\.25 \|$/,
  );
  expect(second).toMatch(/^\| alexnet, training step, batch 16, float32 \(disturbed\) \| 1\.10 \|/);
  expect(rest).toEqual([]);
});

test('the table takes the place between its marks, and a file without them is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const file = join(folder, 'README.md');
  try {
    writeFileSync(
      file,
      'before\n<!-- made by npm run bench: start -->\nold\n<!-- made by npm run bench: end -->\nafter\n',
    );
    writeReadmeTable(file, RECORDS);
    writeReadmeTable(file, RECORDS);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(
      /^before\n<!-- made by npm run bench: start -->\n\n\| what \|[^]*\n\n<!-- made by npm run bench: end -->\nafter\n$/,
    );
    expect(text).not.toContain('old');
    writeFileSync(file, 'no marks');
    expect(() => writeReadmeTable(file, RECORDS)).toThrow(/has no marks/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
