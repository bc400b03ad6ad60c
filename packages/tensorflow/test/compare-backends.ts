import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers tfjs's gradients
import {
  dispose,
  engine,
  mul,
  profile,
  setBackend,
  sum,
  tidy,
  variableGrads,
  variable,
  type KernelConfig,
  type Scalar,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import '../src/index.ts';
import { sample } from './sample-values.ts';

/** One call that must give the same on both backends. */
export interface KernelRow {
  /** The kernel that the call must reach on our backend. */
  readonly kernel: string;
  readonly title: string;
  /** Makes its inputs and runs; called once per backend. */
  readonly run: () => Tensor | readonly Tensor[];
  /** What it must give, in ops of the cpu backend. @defaultValue `run` itself, where the cpu backend has the kernel */
  readonly reference?: () => Tensor | readonly Tensor[];
  /** Largest absolute, or relative, difference. @defaultValue 1e-5 */
  readonly tolerance?: number;
}

/** What a tensor holds, comparable. */
export interface Plain {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export function plain(tensor: Tensor): Plain {
  return {
    dtype: tensor.dtype,
    shape: tensor.shape,
    values: Array.from(tensor.dataSync() as ArrayLike<number>),
  };
}

/** Fails where a value, shape or dtype differs; NaN equals NaN and an infinity only itself. */
export function expectSame(actual: readonly Plain[], expected: readonly Plain[], tolerance = 1e-5): void {
  expect(actual.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(
    expected.map(({ dtype, shape }) => ({ dtype, shape })),
  );
  const differences: string[] = [];
  for (const [index, { values }] of actual.entries())
    for (const [at, value] of values.entries()) {
      const wanted = expected[index]?.values[at] ?? Number.NaN;
      const same =
        Object.is(value, wanted) ||
        value === wanted ||
        (Number.isFinite(wanted) && Math.abs(value - wanted) <= tolerance * Math.max(1, Math.abs(wanted)));
      if (!same) differences.push(`output ${index}, value ${at}: ${value}, expected ${wanted}`);
    }
  expect(differences.slice(0, 8)).toEqual([]);
}

/** Runs on a backend, checks that nothing leaks, and answers what came out. */
export async function outcome(backend: string, run: () => Tensor | readonly Tensor[]): Promise<Plain[]> {
  await setBackend(backend);
  const count = (): number[] => [engine().memory().numTensors, engine().backend.numDataIds()];
  const before = count();
  const result = tidy(() => [run()].flat() as Tensor[]);
  const outputs = result.map(plain);
  dispose(result);
  expect(count()).toEqual(before);
  return outputs;
}

/** Makes one test per row, and one that every kernel of the family has a row. */
export function testRows(family: readonly KernelConfig[], rows: readonly KernelRow[]): void {
  test.each(rows.map((row) => [`${row.kernel}: ${row.title}`, row] as const))(
    '%s',
    async (_name, { kernel, run, reference = run, tolerance }) => {
      const expected = await outcome('cpu', reference);
      let actual: Plain[] = [];
      await setBackend('tensorflow');
      const { kernelNames } = await profile(async () => {
        actual = await outcome('tensorflow', run);
        return [];
      });
      expect(kernelNames).toContain(kernel);
      expectSame(actual, expected, tolerance);
    },
  );
  test('every kernel of the family has a row', () => {
    const covered = new Set(rows.map(({ kernel }) => kernel));
    expect(family.map(({ kernelName }) => kernelName).filter((name) => !covered.has(name))).toEqual([]);
  });
}

/** Gradients of a weighted sum of `run`'s result with respect to its inputs, all of them float32. */
export function gradients(
  shapes: readonly (readonly number[])[],
  run: (...inputs: Variable[]) => Tensor,
): Tensor[] {
  const inputs = shapes.map((shape, index) => variable(sample(shape as number[], { seed: 11 + index })));
  const { value, grads } = variableGrads(() => {
    const y = run(...inputs);
    return sum(mul(y, sample(y.shape, { seed: 99 }))) as Scalar;
  }, inputs);
  const result = [value, ...inputs.map(({ name }) => grads[name] as Tensor)];
  dispose(inputs);
  return result;
}
