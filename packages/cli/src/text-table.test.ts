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
