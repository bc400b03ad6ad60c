import { expect, test } from 'vitest';
import { idxBytes } from '../test/idx-fixture.ts';
import { imageSplit } from './image-split.ts';

const images = { file: 'images', bytes: idxBytes([2, 1, 3], [1, 2, 3, 4, 5, 6]) };

test('images get one channel and keep their labels', () => {
  const split = imageSplit({ images, labels: { file: 'labels', bytes: idxBytes([2], [0, 9]) }, classes: 10 });
  expect(split.length).toBe(2);
  expect(split.imageShape).toEqual([1, 3, 1]);
  expect([...split.images]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...split.labels]).toEqual([0, 9]);
});

test('a label out of range names the file, the row, the label and the range', () => {
  const labels = { file: 'labels', bytes: idxBytes([2], [9, 10]) };
  expect(() => imageSplit({ images, labels, classes: 10 })).toThrow(
    expect.objectContaining({
      name: 'DataError',
      file: 'labels',
      offset: 9,
      message: 'labels: row 1 has label 10, where 0 to 9 is allowed; correct the file or get it again.',
    }),
  );
});

test('counts that differ name both files and both counts', () => {
  const labels = { file: 'labels', bytes: idxBytes([3], [1, 2, 3]) };
  expect(() => imageSplit({ images, labels, classes: 10 })).toThrow(
    'labels has 3 labels and images has 2 images, where one label for each image was expected',
  );
});

test('exchanged files are noticed', () => {
  expect(() => imageSplit({ images, labels: images, classes: 10 })).toThrow(
    'images has rank 3 (magic number 0x00000803), where rank 1 was expected',
  );
});
