import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const counts = JSON.parse(read('packages/tensorflow/judge/counts.json'));
const inWords = (number) => number.toLocaleString('en-US');

test.each([
  ['tfjs-core', counts.tfjsCore],
  ['tfjs-node', counts.tfjsNode],
])("the engine's README has the counts of %s", (name, { run, passed, excluded }) => {
  const cells = [run, passed, excluded].map(inWords).join(' | ');
  expect(read('packages/tensorflow/README.md')).toMatch(
    new RegExp(`^\\| ${name}[^|]*\\| ${cells.replaceAll('|', '\\|')} \\|$`, 'm'),
  );
});

test('the README has the counts of both', () => {
  const { tfjsCore, tfjsNode } = counts;
  const words = read('README.md').replaceAll('\n', ' ');
  expect(words).toContain(`${inWords(tfjsCore.passed)} of the ${inWords(tfjsCore.run)} specs of tfjs-core`);
  expect(words).toContain(`${inWords(tfjsNode.passed)} of the ${inWords(tfjsNode.run)} of tfjs-node`);
});

test('and says of as many that they are excluded', () => {
  const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  const excluded = counts.tfjsCore.excluded + counts.tfjsNode.excluded;
  expect(read('README.md')).toContain(`the other ${words[excluded] ?? excluded} are excluded`);
});

test('every recorded spec passed or is excluded', () => {
  for (const { run, passed, excluded } of [counts.tfjsCore, counts.tfjsNode])
    expect(passed + excluded).toBe(run);
});
