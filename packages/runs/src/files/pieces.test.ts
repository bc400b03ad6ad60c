import { expect, test } from 'vitest';
import { pieces } from './pieces.ts';

const bytes = (length: number, from = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => from + i);

test.each([[[]], [[0]], [[1]], [[16]], [[17]], [[3, 4, 4, 4, 2]], [[4, 40, 4, 0, 16, 5, 33]], [[5, 5, 5]]])(
  'chunks of %j bytes come in order, in pieces of at most 16',
  (lengths) => {
    let from = 0;
    const chunks = lengths.map((length) => bytes(length, (from += length) - length));
    const got = Array.from(pieces(chunks, 16), (piece) => {
      expect(piece.length).toBeGreaterThan(0);
      expect(piece.length).toBeLessThanOrEqual(16);
      return piece;
    });
    expect(Buffer.concat(got)).toEqual(Buffer.concat(chunks));
  },
);

test('large chunks are not copied and small ones share a piece', () => {
  const large = bytes(16);
  const [first, second, third] = pieces([bytes(2), bytes(3), large, bytes(1)], 16);
  expect([first?.length, second?.length, third?.length]).toEqual([5, 16, 1]);
  expect(second?.buffer).toBe(large.buffer);
});
