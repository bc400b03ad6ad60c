import type { DegradationEvent } from '@skipjack/experiments';
import { expect, test } from 'vitest';
import { Capture } from '../test/capture.ts';
import { trainingProgress } from './training-progress.ts';
import type { TrainingProgress } from './training-progress.ts';

const step = (done: number, steps: number): DegradationEvent => ({
  type: 'step',
  net: 'plain20',
  step: done,
  steps,
  loss: 0.5,
  rate: 0.1,
  imagesPerSecond: 1234.5,
  secondsLeft: 65,
});
const net: DegradationEvent = { type: 'net', net: 'plain20', index: 0, count: 2, params: 272_474 };
const evaluation: DegradationEvent = {
  type: 'evaluation',
  net: 'plain20',
  evaluation: {
    step: 50,
    trainSamples: 512,
    testSamples: 512,
    trainLoss: 0.1,
    trainError: 0.02,
    testError: 0.03,
  },
};
const result: DegradationEvent = {
  type: 'result',
  net: {
    name: 'plain20',
    depth: 20,
    params: 272_474,
    macs: 1,
    trainError: 0.01,
    testError: 0.02,
    imagesPerSecond: 1000,
    evaluations: [],
  },
};

/** Trains for so many steps, each of which takes so long. */
function train(steps: number, stepMs: number): string[] {
  const stderr = new Capture();
  let time = 0;
  const progress = trainingProgress({ stderr, now: () => time });
  progress.show(net);
  for (let done = 1; done <= steps; done += 1) {
    time += stepMs;
    progress.show(step(done, steps));
  }
  progress.show(evaluation);
  progress.show(result);
  progress.stop();
  return stderr.lines;
}

test('lines tell what a person wants to know', () => {
  expect(train(1, 100)).toEqual([
    'plain20 (1 of 2): 272,474 parameters',
    'plain20: step 1/1, loss 0.5000, 1,235 images/s, 1 min 05 s left',
    'plain20: after 50 steps: training error 2.00 %, test error 3.00 %',
    'plain20: training error 1.00 %, test error 2.00 %, 1,000 images/s',
  ]);
});

test('one step is no steps', () => {
  const stderr = new Capture();
  const { show } = trainingProgress({ stderr, now: () => 0 });
  if (evaluation.type !== 'evaluation') throw new Error('evaluation is of another type');
  show({ ...evaluation, evaluation: { ...evaluation.evaluation, step: 1 } });
  expect(stderr.text).toBe('plain20: after 1 step: training error 2.00 %, test error 3.00 %\n');
});

test('a quick run does not flood, and its last step is shown', () => {
  const lines = train(1000, 1).filter((line) => line.includes('step '));
  expect(lines).toHaveLength(2);
  expect(lines.at(-1)).toContain('step 1000/1000');
});

test('a run of minutes shows each tenth', () => {
  expect(train(100, 200).filter((line) => line.includes('step '))).toHaveLength(11);
});

test('a slow run shows a line every ten seconds, and its last step', () => {
  expect(train(100, 5000).filter((line) => line.includes('step '))).toHaveLength(51);
});

test('a terminal gets a bar with speed, loss, error and time left, and its cursor back', () => {
  const stderr = new Capture(true);
  const progress: TrainingProgress = trainingProgress({ stderr, now: () => 0 });
  for (const event of [net, step(1, 100), evaluation, step(100, 100), result]) progress.show(event);
  progress.stop();
  expect(stderr.text).toContain('plain20 (1 of 2): 272,474 parameters');
  expect(stderr.text).toContain(
    '100/100 | 1,235 images/s | loss 0.5000 | error 2.00 % train, 3.00 % test | 1 min 05 s left',
  );
  expect(stderr.text).toContain('plain20: training error 1.00 %');
  expect(stderr.text.lastIndexOf('\u001B[?25h')).toBeGreaterThan(stderr.text.lastIndexOf('\u001B[?25l'));
});
