import '@skipjack/tensorflow';
import { readFileSync } from 'node:fs';
import { memory, ready } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { NETS } from './nets.ts';
import { tryNet } from './trial.ts';

/** Weights of a k x k convolution without bias, and the scale and offset behind it. */
const conv = (k: number, from: number, to: number): number => k * k * from * to + 2 * to;
/** Two 3x3 convolutions; shortcut A has no weights. */
const block = (from: number, to: number): number => conv(3, from, to) + conv(3, to, to);
const inception = (c: number): number =>
  4 * conv(1, c, c / 4) + conv(3, c / 4, c / 4) + conv(5, c / 4, c / 4);
const head = (from: number): number => from * 10 + 10;

const THREE_STAGES = block(16, 16) + block(16, 32) + block(32, 64) + head(64);

interface Expected {
  readonly name: string;
  readonly params: number;
  /** Some of its layers' names. */
  readonly layers: readonly string[];
}

const EXPECTED: readonly Expected[] = [
  {
    name: 'plain-with-one-skip',
    params: conv(3, 1, 8) + block(8, 8) + block(8, 16) + block(16, 32) + head(32),
    layers: ['stem_conv', 'block1_2_relu', 'block2_add', 'block3_1_bn', 'head_dense'],
  },
  {
    name: 'inception-resnet',
    params: conv(3, 3, 16) + THREE_STAGES + inception(16) + inception(32) + inception(64),
    layers: ['stage1_inception_5x5_conv', 'stage2_inception_concat', 'stage3_inception_add'],
  },
  {
    name: 'resnet8',
    params: conv(3, 1, 16) + THREE_STAGES,
    layers: ['stage1_block1_add', 'stage2_block1_1_conv', 'stage3_block1_2_bn', 'head_pool'],
  },
];

function build(name: string): LayersModel {
  const net = NETS[name];
  if (net === undefined) throw new Error(`There is no net ${name}.`);
  return net();
}

test('the list has these nets', () => {
  expect(Object.keys(NETS)).toEqual(EXPECTED.map(({ name }) => name));
});

test.each(EXPECTED)('$name is under 25 lines, and imports the blocks and tfjs alone', ({ name }) => {
  const text = readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThan(25);
  const sources = new Set([...text.matchAll(/ from '(.+)'/g)].map(([, source]) => source));
  sources.delete('@tensorflow/tfjs-layers');
  expect([...sources]).toEqual(['@skipjack/blocks']);
});

test.each(EXPECTED)('$name has the layers and the weights that one counts by hand', async (expected) => {
  await ready();
  const model = build(expected.name);
  expect(model.name).toBe(expected.name);
  expect(model.layers.map(({ name }) => name)).toEqual(expect.arrayContaining([...expected.layers]));
  const sizes = model.trainableWeights.map(({ shape }) => shape.reduce<number>((n, d) => n * (d ?? 1), 1));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(expected.params);
  model.dispose();
});

test.each(EXPECTED)('$name learns eight images, and leaves no tensor', async ({ name, params }) => {
  await ready();
  const before = memory().numTensors;
  const trial = await tryNet(() => build(name), { steps: 6 });
  expect(memory().numTensors).toBe(before);
  expect(trial.params).toBe(params);
  expect(trial.logits).toHaveLength(80);
  expect(trial.losses).toHaveLength(6);
  const rises = trial.losses.filter((loss, step) => step > 0 && !(loss < (trial.losses[step - 1] ?? NaN)));
  expect(rises).toEqual([]);
});
