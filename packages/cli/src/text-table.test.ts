import { expect, test } from 'vitest';
import { textTable } from './text-table.ts';

test('columns are as wide as their widest cell, the first set left, the others right', () => {
  const table = textTable({
    titles: ['net', 'error'],
    rows: [
      ['resnet20', '1.5 %'],
      ['a', '12.25 %'],
    ],
  });
  expect(table.split('\n')).toEqual([
    'net         error',
    '--------  -------',
    'resnet20    1.5 %',
    'a         12.25 %',
    '',
  ]);
});

test('more columns set left', () => {
  const table = textTable({
    titles: ['a', 'b', 'c'],
    rows: [
      ['1', 'xyz', '1'],
      ['2', 'x', '10'],
    ],
    left: 2,
  });
  expect(table).toBe('a  b     c\n-  ---  --\n1  xyz   1\n2  x    10\n');
});
