import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { resNet } from '../src/imagenet.ts';
import { countMacs, countParams, createModel, listModels, modelCard } from '../src/index.ts';

test.each(listModels())('%s is what its card says, twice, and leaves nothing', (name) => {
  const card = modelCard(name);
  const before = memory().numTensors;
  const [first, second] = [createModel(name), createModel(name, { seed: 1 })];
  const names = first.layers.map((layer) => layer.name);
  expect(new Set(names).size).toBe(names.length);
  expect(second.layers.map((layer) => layer.name)).toEqual(names);
  expect(first.name).toBe(name);
  expect(first.inputs[0]?.shape).toEqual([null, ...card.inputShape]);
  expect(first.outputs[0]?.shape).toEqual([null, card.classes]);
  expect(countParams(first)).toBe(card.params);
  expect(countMacs(first)).toBe(card.macs);
  const main = first.layers.filter((layer) => /^(?!.*shortcut).*_(conv|dense)$/.test(layer.name));
  expect(main).toHaveLength(card.depth);
  for (const model of [first, second]) model.dispose();
  expect(memory().numTensors).toBe(before);
});

// torchvision's num_params and _ops, and the options of the paper's table 3.
test.each([
  ['resnet34 A', { depth: 34, shortcut: 'A' }, 21_623_848, '3.644494'],
  ['resnet34 B', { depth: 34 }, 21_797_672, '3.663761'],
  ['resnet34 C', { depth: 34, shortcut: 'C' }, 22_716_840, undefined],
  ['resnet101 v1.5', { depth: 101, strideIn: '3x3' }, 44_549_160, '7.801405'],
  ['resnet152 v1.5', { depth: 152, strideIn: '3x3' }, 60_192_808, '11.513627'],
  ['resnet152', { depth: 152 }, 60_192_808, '11.282416'],
  ['resnet101', { depth: 101 }, 44_549_160, '7.570194'],
] as const)('%s has the size of the reference', (_, options, params, gigaMacs) => {
  const model = resNet(options);
  expect(countParams(model)).toBe(params);
  if (gigaMacs !== undefined) expect((countMacs(model) / 1e9).toFixed(6)).toBe(gigaMacs);
  model.dispose();
});
