import { expect, test } from 'vitest';
import { ClassTable } from './class-table.ts';

test('counts by label and answer, over several batches', () => {
  const table = new ClassTable(3);
  table.add([0, 0, 1], [0, 2, 1]);
  table.add([0, 1], [0, -1]);
  expect(table.confusion()).toEqual([
    [2, 0, 1],
    [0, 1, 0],
    [0, 0, 0],
  ]);
  expect(table.perClass(['cat', 'dog'])).toEqual([
    { label: 0, name: 'cat', count: 3, correct: 2, error: 1 / 3 },
    { label: 1, name: 'dog', count: 2, correct: 1, error: 1 / 2 },
    { label: 2, count: 0, correct: 0, error: Number.NaN },
  ]);
});
