import { expect, test } from 'vitest';
import { Capture } from '../test/capture.ts';
import { transferProgress } from './transfer-progress.ts';

test('elsewhere than on a terminal, there is a line for each label and each quarter', () => {
  const stderr = new Capture();
  const progress = transferProgress({ stderr });
  progress.show('looking', undefined);
  for (let percent = 0; percent <= 100; percent += 1) progress.show('loading', percent / 100);
  progress.stop();
  expect(stderr.lines).toEqual([
    'looking',
    'loading (0 %)',
    'loading (25 %)',
    'loading (50 %)',
    'loading (75 %)',
    'loading (100 %)',
  ]);
});

test('a terminal gets a bar', () => {
  const stderr = new Capture(true);
  const progress = transferProgress({ stderr });
  progress.show('loading', 0.1);
  progress.show('loading', 1);
  progress.stop();
  expect(stderr.text).toContain('100 % | loading');
});

test('the bytes in the label are no new label, and the percentage is that of the bytes', () => {
  const stderr = new Capture();
  const progress = transferProgress({ stderr });
  for (const bytes of [3, 183, 190, 214, 500, 853]) {
    progress.show(`Unpacking: ${bytes} MB of 853 MB`, bytes / 853);
  }
  progress.stop();
  expect(stderr.lines).toEqual([
    'Unpacking: 3 MB of 853 MB (0 %)',
    'Unpacking: 214 MB of 853 MB (25 %)',
    'Unpacking: 500 MB of 853 MB (58 %)',
    'Unpacking: 853 MB of 853 MB (100 %)',
  ]);
});

test('a phase that is first seen on its way has its own percentage', () => {
  const stderr = new Capture();
  const progress = transferProgress({ stderr });
  progress.show('Unpacking: 183 MB of 853 MB', 183 / 853);
  expect(stderr.text).toBe('Unpacking: 183 MB of 853 MB (21 %)\n');
});
