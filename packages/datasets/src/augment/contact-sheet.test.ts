import { expect, test } from 'vitest';
import { goldenImage } from '../../test/golden-images.ts';
import { decodeImage } from '../images/decode-image.ts';
import { contactSheet } from './contact-sheet.ts';

const source = { length: 3, read: (index: number) => goldenImage(4, 5 + index, 1) };

test('each row is a sample as it is and as the epochs see it', async () => {
  const bytes = await contactSheet({
    source,
    steps: [{ type: 'alternatingFlip' }],
    rows: 2,
    columns: 3,
    cell: 10,
  });
  const { height, width, pixels } = await decodeImage({ bytes, name: 'sheet.png' });
  expect([height, width]).toEqual([2 * 14 + 4, 3 * 14 + 4]);
  const level = (row: number, column: number): number => pixels[(row * width + column) * 3] ?? -1;
  const picture = (row: number, column: number, right: number, down: number): number =>
    level(4 + row * 14 + 1 + 2 * down, 4 + column * 14 + 2 * right);
  const sample = goldenImage(4, 5, 1).pixels;
  const line = (column: number): readonly number[] =>
    [0, 1, 2, 3, 4].map((right) => picture(0, column, right, 2));
  const first = [...sample.subarray(10, 15)];
  expect(line(0)).toEqual(first);
  expect([line(1), line(2)]).toContainEqual(first);
  expect([line(1), line(2)]).toContainEqual(first.map((_, place) => first[4 - place]));
  expect(level(0, 0)).toBe(255);
});

test('a source with fewer samples gives fewer rows, and a large sample is shrunk', async () => {
  const large = { length: 1, read: () => goldenImage(30, 90, 3) };
  const bytes = await contactSheet({ source: large, steps: [], columns: 1, cell: 40 });
  const { height, width } = await decodeImage({ bytes, name: 'sheet.png' });
  expect([height, width]).toEqual([48, 48]);
});

test('numbers and steps are checked', async () => {
  await expect(contactSheet({ source, steps: [], columns: 0 })).rejects.toThrow(
    'columns must be a positive whole number; got 0.',
  );
  await expect(contactSheet({ source: { ...source, length: 0 }, steps: [] })).rejects.toThrow(
    'source.length must be a positive whole number; got 0.',
  );
  await expect(contactSheet({ source, steps: [JSON.parse('{"type":"flop"}')] })).rejects.toThrow(
    "did you mean 'flip'?",
  );
});
