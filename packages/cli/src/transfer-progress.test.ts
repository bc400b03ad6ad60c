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
