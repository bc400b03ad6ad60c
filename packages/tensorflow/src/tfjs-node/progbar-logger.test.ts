import { afterEach, beforeEach, expect, test } from 'vitest';
import { progressBarHelper } from './progbar-logger.ts';
import type { ProgressBarOptions, ProgressTokens } from './progress-bar.ts';
import * as tf from './index.ts';

interface FakeBar {
  readonly format: string;
  readonly options: ProgressBarOptions;
  readonly ticks: unknown[];
}

const own = { ...progressBarHelper };
let bars: FakeBar[] = [];
let lines: string[] = [];

beforeEach(() => {
  [bars, lines] = [[], []];
  progressBarHelper.log = (line) => lines.push(line);
  progressBarHelper.ProgressBar = class {
    readonly #bar: FakeBar;
    constructor(format: string, options: ProgressBarOptions) {
      this.#bar = { format, options, ticks: [] };
      bars.push(this.#bar);
    }
    tick(step: number | ProgressTokens, tokens?: ProgressTokens): void {
      this.#bar.ticks.push(typeof step === 'number' ? [step, tokens] : step);
    }
  };
});
afterEach(() => {
  Object.assign(progressBarHelper, own);
});

function net(metrics?: string[]): tf.Sequential {
  const made = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [8] })] });
  made.compile({ loss: 'meanSquaredError', optimizer: 'sgd', ...(metrics ? { metrics } : {}) });
  return made;
}

test('fit() has a bar for each epoch, a tick for each batch and one for the end', async () => {
  const [xs, ys] = [tf.randomNormal([14, 8]), tf.randomNormal([14, 1])];
  await net(['acc']).fit(xs, ys, { epochs: 2, batchSize: 8 });
  expect(bars.map(({ options }) => options.total)).toEqual([3, 3]);
  for (const { ticks } of bars) {
    expect(ticks).toHaveLength(3);
    expect(ticks[0]).toEqual({ placeholderForLossesAndMetrics: expect.stringMatching(/^acc=.*/) });
    expect(ticks[2]).toEqual({ placeholderForLossesAndMetrics: '' });
  }
  const measured = expect.stringMatching(/^\d+ms \d+us\/step - acc=\d\.\d\d loss=\d+\.\d+ $/);
  expect(lines).toEqual(['Epoch 1 / 2', measured, 'Epoch 2 / 2', measured]);
});

test('verbosity 0 is silent', async () => {
  const [xs, ys] = [tf.zeros([4, 8]), tf.zeros([4, 1])];
  await net().fit(xs, ys, { epochs: 1, verbose: 0 });
  expect([bars, lines]).toEqual([[], []]);
});

test('fitDataset() without a known number of batches ticks nowhere', async () => {
  const rows = tf.data.generator(function* () {
    for (let batch = 0; batch < 4; batch++) yield { xs: tf.zeros([2, 8]), ys: tf.zeros([2, 1]) };
  });
  await net().fitDataset(rows as never, { epochs: 1, verbose: 1 });
  expect(bars[0]?.ticks.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => [0, expect.anything()]));
  expect(bars[0]?.options.total).toBe(1);
  expect(lines[1]).toMatch(/^\d+ms \d+us\/step - loss=/);
});

test('nothing but the tensors given is left', async () => {
  const [xs, ys] = [tf.zeros([4, 8]), tf.zeros([4, 1])];
  const made = net();
  await made.fit(xs, ys, { epochs: 1 });
  const before = tf.memory().numTensors;
  await made.fit(xs, ys, { epochs: 2 });
  expect(tf.memory().numTensors).toBe(before);
});
