import '@tensorflow/tfjs-backend-cpu';
import '../src/index.ts';
import { dispose, engine, memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Numbers from -1 to 1, the same on every backend. */
export function values(shape: readonly number[], seed: number): Tensor {
  let state = seed * 7919 + 1;
  const size = shape.reduce((product, side) => product * side, 1);
  const numbers = Float32Array.from({ length: size }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  });
  return tensor(numbers, [...shape]);
}

/** Runs a kernel of the active backend. */
export function runKernel(name: string, inputs: Record<string, Tensor>, attributes: object): Tensor[] {
  const result = engine().runKernel<Tensor | Tensor[]>(name, inputs, attributes as NamedAttrMap);
  return Array.isArray(result) ? result : [result];
}

/** What is computed twice. */
export interface Computation<Inputs extends Record<string, Tensor>> {
  /** Makes the inputs. */
  readonly inputs: () => Inputs;
  /** Computes from them. */
  readonly compute: (inputs: Inputs) => Tensor[];
}

interface Result {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: number[];
}

/** What comes out on a backend. Nothing but the results may be left behind. */
export async function resultsOn<Inputs extends Record<string, Tensor>>(
  backend: 'wasm' | 'cpu',
  { inputs, compute }: Computation<Inputs>,
): Promise<Result[]> {
  expect(await setBackend(backend)).toBe(true);
  const before = memory().numTensors;
  const buffersBefore = engine().backend.numDataIds();
  const given = inputs();
  const withInputs = memory().numTensors;
  const results = compute(given);
  expect(memory().numTensors).toBe(withInputs + results.length);
  const read = results.map((result) => ({
    shape: result.shape,
    dtype: result.dtype,
    values: [...result.dataSync()],
  }));
  dispose([given, results]);
  expect(memory().numTensors).toBe(before);
  expect(engine().backend.numDataIds()).toBe(buffersBefore);
  return read;
}

/** Expects the same numbers, within a part of the greatest. */
export function expectClose(found: readonly number[], wanted: readonly number[], tolerance = 1e-5): void {
  expect(found).toHaveLength(wanted.length);
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const far = found.flatMap((value, place) => {
    const distance = Math.abs(value - (wanted[place] ?? Number.NaN));
    return distance <= tolerance * scale ? [] : [{ place, value, wanted: wanted[place] }];
  });
  expect(far).toEqual([]);
}

/** Expects the same of the backends `wasm` and `cpu`. */
export async function expectSame<Inputs extends Record<string, Tensor>>(
  computation: Computation<Inputs>,
): Promise<void> {
  const wasm = await resultsOn('wasm', computation);
  const cpu = await resultsOn('cpu', computation);
  expect(wasm.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
    cpu.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  for (const [place, { values: found }] of wasm.entries()) expectClose(found, cpu[place]?.values ?? []);
}
