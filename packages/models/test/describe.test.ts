import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { countMacs } from '../src/count-macs.ts';
import { countParams } from '../src/count-params.ts';
import { describe } from '../src/describe/describe.ts';
import { createModel, listModels } from '../src/registry.ts';
import { stagesOf } from '../src/stages.ts';

test.each(listModels())('%s: described without weights as it is when it is built', (name) => {
  const described = describe(name);
  const before = memory().numTensors;
  const built = createModel(name);
  expect(describe(built)).toEqual(described);
  expect(described.total.trainableParams).toBe(countParams(built));
  expect(described.total.trainableParams + described.total.frozenParams).toBe(built.countParams());
  expect(described.total.macs).toBe(countMacs(built));
  const shapes = built.layers.map((layer) => [layer.name, (layer.outputShape as number[]).slice(1)]);
  expect(new Map(described.layers.map((layer) => [layer.name, layer.outputShape]))).toEqual(
    new Map(shapes as [string, number[]][]),
  );
  built.dispose();
  expect(memory().numTensors).toBe(before);
});

test.each(listModels())('%s: its stages end where the registry says', (name) => {
  const { layers } = describe(name);
  const lastOf = new Map(layers.map((layer) => [layer.stage, layer]));
  for (const { name: stage, layer, channels, reduction } of stagesOf(name)) {
    const last = lastOf.get(stage);
    expect(last?.name).toBe(layer);
    expect(last?.outputShape[2]).toBe(channels);
    expect(last?.stride).toEqual([reduction, reduction]);
  }
});

test('VGG-16 takes a moment, and less than 50 MB', () => {
  const program = `
    import { describe } from '@skipjack/models';
    const before = process.memoryUsage();
    const began = performance.now();
    const { total } = describe('vgg16');
    const milliseconds = performance.now() - began;
    const after = process.memoryUsage();
    const megabytes = (Math.max(after.rss - before.rss, after.arrayBuffers - before.arrayBuffers)) / 1e6;
    console.log(JSON.stringify({ params: total.trainableParams, megabytes, milliseconds }));
  `;
  const cwd = fileURLToPath(new URL('..', import.meta.url)); // the package finds itself by its name, as built
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const { params, megabytes, milliseconds } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<
    string,
    number
  >;
  expect(params).toBe(138_357_544);
  expect(megabytes, `described in ${milliseconds} ms`).toBeLessThan(50);
});
