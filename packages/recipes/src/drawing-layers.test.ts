import '@tensorflow/tfjs-backend-cpu';
import { mul, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, layers, model as netOf } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { MemoryStore } from '../test/memory-store.ts';
import { samples, SIDE, setting } from '../test/tiny-training.ts';
import { drawsMismatch, drawsOf, setDraws } from './drawing-layers.ts';
import type { SampleSource } from './sample-source.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

/** Multiplies by a number that is another one at each step, as the dropout of `@skipjack/blocks` draws another mask. */
class Drawing extends layers.Layer {
  static readonly className: string = 'Drawing';
  draws: number = 0;

  override call(inputs: Tensor | Tensor[], { training }: { readonly training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
    return training ? tidy(() => mul(x, 1 + Math.sin(this.draws++))) : x;
  }
}

/** Two nets within a net whose layers have the same names, and a wrapped layer. */
function net(names: readonly string[] = ['a', 'b']): LayersModel {
  const image = input({ shape: [SIDE, SIDE, 1] });
  let x = layers.flatten().apply(image) as SymbolicTensor;
  for (const name of names) {
    const inner = input({ shape: [SIDE * SIDE] });
    const outputs = new Drawing({ name: 'draw' }).apply(inner) as SymbolicTensor;
    x = netOf({ name, inputs: inner, outputs }).apply(x) as SymbolicTensor;
  }
  const rows = layers.reshape({ targetShape: [2, 2] }).apply(x) as SymbolicTensor;
  const wrapped = layers.timeDistributed({ name: 'each', layer: new Drawing({ name: 'draw' }) }).apply(rows);
  const flat = layers.flatten().apply(wrapped) as SymbolicTensor;
  const outputs = layers
    .dense({ name: 'fc', units: 3, kernelInitializer: 'ones' })
    .apply(flat) as SymbolicTensor;
  return netOf({ inputs: image, outputs });
}

test('finds every stream, by a path that is its own', () => {
  const model = net();
  expect(drawsOf(model)).toEqual({ 'a/draw': 0, 'b/draw': 0, 'each/draw': 0 });
  setDraws(model, { 'a/draw': 3, 'b/draw': 5, 'each/draw': 7 });
  expect(drawsOf(model)).toEqual({ 'a/draw': 3, 'b/draw': 5, 'each/draw': 7 });
});

test('tells what is missing or there besides', () => {
  const model = net();
  expect(drawsMismatch(model, drawsOf(model))).toBeUndefined();
  expect(drawsMismatch(model, { 'a/draw': 1, 'each/draw': 1 })).toBe(
    'it lacks the position in the random numbers of the layer b/draw',
  );
  expect(drawsMismatch(model, { ...drawsOf(model), 'b/draw': '3' })).toMatch(/b\/draw$/);
  expect(drawsMismatch(model, { ...drawsOf(model), c: 1 })).toBe(
    'it has a position in the random numbers of a layer c besides',
  );
});

test('an evaluation that is stopped while batch norm is estimated anew leaves the streams where they were', async () => {
  const weights = async (changes: Partial<TrainOptions>): Promise<number[]> => {
    const evaluation = { every: { steps: 3 }, batchNormSamples: 12 };
    const all = setting({ model: net(), steps: 6, evaluation, ...changes });
    await train(all);
    return [...(all.model.getWeights()[0]?.dataSync() ?? [])];
  };
  const unseen = await weights({});
  const validation = samples(9);
  expect(await weights({ validation })).toEqual(unseen);
  const store = new MemoryStore();
  const first = new AbortController();
  const source = samples(30);
  const data: SampleSource = {
    ...source,
    batch: (indices, place) => {
      if (place === undefined) first.abort(new Error('stop'));
      return source.batch(indices, place);
    },
  };
  await expect(weights({ data, validation, checkpoints: store, signal: first.signal })).rejects.toThrow(
    'stop',
  );
  expect(store.states.get('last')?.record['draws']).toMatchObject({ 'a/draw': 3 });
  expect(await weights({ validation, checkpoints: store, resume: true })).toEqual(unseen);
});

test('a training goes on in each of its streams, and refuses a checkpoint without one', async () => {
  const options = (): TrainOptions => setting({ model: net(), steps: 6 });
  const weights = async (changes: Partial<TrainOptions>): Promise<number[]> => {
    const all = { ...options(), ...changes };
    await train(all);
    return [...(all.model.getWeights()[0]?.dataSync() ?? [])];
  };
  const whole = await weights({});
  const store = new MemoryStore();
  const first = new AbortController();
  await weights({
    checkpoints: store,
    signal: first.signal,
    onStep: ({ step }) => {
      if (step === 3) first.abort(new Error('stop'));
    },
  }).catch(() => {});
  const kept = store.states.get('last');
  const draws = kept?.record['draws'] as Record<string, number>;
  // The wrapper calls its layer for each of two rows.
  expect(draws).toEqual({ 'a/draw': 3, 'b/draw': 3, 'each/draw': expect.any(Number) });
  expect(draws['each/draw']).toBeGreaterThan(0);
  expect(await weights({ checkpoints: store, resume: true })).toEqual(whole);

  const resumedFrom = (changed: Record<string, number> | undefined): Promise<number[]> => {
    const altered = new MemoryStore((state) => ({
      ...state,
      record: Object.fromEntries(
        Object.entries({ ...state.record, draws: changed }).filter(([, value]) => value !== undefined),
      ) as typeof state.record,
    }));
    if (kept) altered.states.set('last', kept);
    return weights({ checkpoints: altered, resume: true });
  };
  expect(await resumedFrom(draws)).toEqual(whole);
  for (const path of Object.keys(draws))
    expect(await resumedFrom({ ...draws, [path]: 0 }), path).not.toEqual(whole);
  await expect(resumedFrom(undefined)).rejects.toThrow(
    /^the checkpoint is not of this model, optimizer and average: it lacks the position in the random numbers of the layer a\/draw; /,
  );
});
