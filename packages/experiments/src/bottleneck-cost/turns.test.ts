import { expect, test } from 'vitest';
import { median, turns } from './turns.ts';

test('turns go round in order, past those who left', async () => {
  const round = turns(3);
  const log: string[] = [];
  const work = async (index: number, steps: number): Promise<void> => {
    await round.wait(index);
    for (let step = 1; step <= steps; step += 1) {
      log.push(`${index}.${step}`);
      await Promise.resolve();
      if (step < steps) await round.pass(index);
    }
    round.leave(index);
  };
  await Promise.all([work(0, 2), work(1, 1), work(2, 3)]);
  expect(log).toEqual(['0.1', '1.1', '2.1', '0.2', '2.2', '2.3']);
});

test('the median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});
