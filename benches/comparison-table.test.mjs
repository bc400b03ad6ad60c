import { expect, test } from 'vitest';
import { comparisonLines, digits, memoryRatio } from './comparison-table.mjs';

const machine = { cores: 2 };
const side = (contestant, milliseconds, ratio, more = {}) => ({
  ...{ contestant, milliseconds, ratio, ratioToTarget: ratio, p10: milliseconds - 1, p90: milliseconds + 1 },
  ...{
    quiet: true,
    imagesPerSecond: 128_000 / milliseconds,
    peakMegabytes: 1000,
    versions: { torch: '2.15.0' },
  },
  ...{ importMilliseconds: 500, buildMilliseconds: 1500, firstStepMilliseconds: 2500, ...more },
});
const result = (sides, more = {}) => ({
  ...{ net: 'resnet20', batch: 128, precision: 'float32', inputShape: [32, 32, 3], rounds: 7, load: 2 },
  ...{
    target: { ratio: 0.6, memory: 1.1 },
    best: 'torch-compile',
    against: 'torch-compile',
    failed: [],
    sides,
  },
  ...more,
});
const PEER = side('torch-compile', 300, 1, { firstStepMilliseconds: 50_000 });

test('a win and a loss stand in the same words, fastest first', () => {
  const lines = (ratio) =>
    comparisonLines({
      machine,
      results: [result([PEER, side('skipjack-compiled', 300 * ratio, ratio, { peakMegabytes: 1200 })])],
    });
  expect(lines(0.5)).toContain(
    '| resnet20, batch 128, float32 | 300 ms, PyTorch, torch.compile | 150 ms | 0.50 | 0.60, met | - | 1.20 (1.10, missed) |',
  );
  expect(lines(1.5)).toContain(
    '| resnet20, batch 128, float32 | 300 ms, PyTorch, torch.compile | 450 ms | 1.50 | 0.60, missed | - | 1.20 (1.10, missed) |',
  );
  const places = (text) =>
    ['| Skipjack, compiled |', '| PyTorch, torch.compile |'].map((who) =>
      text.findIndex((line) => line.startsWith(who)),
    );
  const [[won, lost], [ours, theirs]] = [places(lines(0.5)), places(lines(1.5))];
  expect([won < lost, ours > theirs]).toEqual([true, true]);
  expect(lines(0.5)).toContain(
    '| Skipjack, compiled | 150 (149 to 151) | 853 | 0.50 | 1200 MB | 0.5 + 1.5 + 2.5 s |',
  );
  expect(lines(0.5)[0]).toBe('torch 2.15.0.');
});

test('who failed, and what was disturbed, is said', () => {
  const text = comparisonLines({
    machine,
    results: [
      result([{ ...PEER, quiet: false }], {
        failed: [{ contestant: 'keras-xla', failed: 'ValueError: a | b' }],
        load: 4,
      }),
    ],
  });
  expect(text).toContain('| Keras on TensorFlow, XLA | failed: ValueError: a / b | - | - | - | - |');
  expect(text).toContain('### resnet20, batch 128, 32x32x3, float32; 7 rounds, load 4.0 (machine busy)');
  expect(text).toContain(
    '| resnet20, batch 128, float32 (disturbed) | 300 ms, PyTorch, torch.compile | - | - | 0.60 | - | - (1.10) |',
  );
  expect(text.join('\n')).toContain('Disturbed: other processes ran meanwhile');
});

test('a target may be against one contestant, or about the first step', () => {
  const text = (more) =>
    comparisonLines({ machine, results: [result([PEER, side('skipjack-compiled', 100, 0.33)], more)] });
  expect(text({ target: { ratio: 0.5, against: 'tfjs-node' }, against: 'tfjs-node' })).toContain(
    "| resnet20, batch 128, float32 | 300 ms, PyTorch, torch.compile | 100 ms | 0.33 (to the same net, plain tf.layers on tfjs-node's kernels) | 0.50, met | - | 1.00 |",
  );
  expect(text({ target: { ratio: 0.5, firstStep: 1 / 3 } })).toContain(
    "First step, tracing included: 0.05 of torch.compile's (wanted at most 0.33, met).",
  );
});

test('memory is held against the peer that took least, not against our own', () => {
  const sides = [
    side('skipjack-eager', 1, 1, { peakMegabytes: 100 }),
    side('torch-eager', 1, 1, { peakMegabytes: 500 }),
    side('keras-xla', 1, 1, { peakMegabytes: 400 }),
  ];
  expect(memoryRatio({ sides }, { peakMegabytes: 800 })).toBe(2);
  expect(memoryRatio({ sides: sides.slice(0, 1) }, { peakMegabytes: 800 })).toBeUndefined();
});

test('numbers have the digits that mean something', () => {
  expect([0.432, 4.32, 43.21, 432.1, undefined].map(digits)).toEqual(['0.43', '4.32', '43.2', '432', '-']);
});

test("PyTorch's package with CUDA is said to be one", () => {
  const text = (torch) =>
    comparisonLines({ machine, results: [result([{ ...PEER, versions: { torch } }])] }).join('\n');
  expect(text('2.15.0+cu132')).toContain('which brings CUDA');
  expect(text('2.15.0+cpu')).not.toContain('CUDA');
});
