import '@tensorflow/tfjs-backend-cpu';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { initializers, input, layers, model as netOf } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { sgd } from './optimizers/sgd.ts';
import { readTensors, stateVariables } from './training-memory.ts';
import type { TrainingMemory } from './training-memory.ts';

/** Two nets within a net whose layers have the same names and shapes. */
function twins(): LayersModel {
  const first = input({ shape: [1] });
  let x: SymbolicTensor = first;
  for (const name of ['a', 'b']) {
    const inner = input({ shape: [1] });
    const outputs = layers.dense({ name: 'fc', units: 1, useBias: false }).apply(inner) as SymbolicTensor;
    x = netOf({ name, inputs: inner, outputs }).apply(x) as SymbolicTensor;
  }
  const net = netOf({ inputs: first, outputs: x });
  tidy(() => net.setWeights([tensor2d([[1]]), tensor2d([[2]])] as Tensor[]));
  return net;
}

const memoryOf = (model: LayersModel): TrainingMemory => ({
  ...{ model, optimizer: sgd(), variables: [], average: undefined, averaged: [] },
});

test('weights keep their names where a part of the net is frozen', async () => {
  const model = twins();
  const values = async (): Promise<(readonly [string, number | undefined])[]> =>
    [...(await readTensors(memoryOf(model)))].map(([name, { data }]) => [name, data[0]] as const);
  const before = await values();
  expect(before.map(([, value]) => value)).toEqual([1, 2]);
  const [, part] = model.layers;
  if (part) part.trainable = false;
  expect(await values()).toEqual(before);
  model.dispose();
});

test('a layer of the caller that has weights beside those of its layers loses none', () => {
  class Scaled extends layers.Layer {
    static readonly className: string = 'Scaled';
    readonly layers: readonly unknown[] = [];
    override build(): void {
      this.addWeight('scale', [1], 'float32', initializers.ones());
      this.built = true;
    }
    override call(inputs: Tensor | Tensor[]): Tensor {
      return Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
    }
  }
  const first = input({ shape: [1] });
  const outputs = new Scaled({ name: 'own' }).apply(first) as SymbolicTensor;
  const model = netOf({ inputs: first, outputs });
  expect([...stateVariables(memoryOf(model)).keys()]).toEqual(['model/own/scale']);
});
