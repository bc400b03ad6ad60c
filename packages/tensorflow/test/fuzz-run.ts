import { engine, tensor, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import { sizeOf, type FuzzCall, type FuzzInput } from './fuzzer.ts';
import { numberSource } from './sample-values.ts';

/** Makes the inputs, runs the call, reads what it answers and disposes everything. Answers the error's text, if any. */
export function runFuzzCall({ kernel, inputs, attrs }: FuzzCall): string | undefined {
  const made: Tensor[] = [];
  try {
    const entries = Object.entries(inputs).map(([name, input]) => {
      const x = makeInput(input);
      made.push(x);
      return [name, x] as const;
    });
    const named = Array.isArray(inputs) ? entries.map(([, x]) => x) : Object.fromEntries(entries);
    const result = engine().runKernel(kernel, named as NamedTensorMap, attrs as NamedAttrMap);
    for (const output of Array.isArray(result) ? result : [result]) {
      made.push(output);
      if (output.size < 1e6) output.dataSync();
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } finally {
    for (const x of made) if (!x.isDisposed) x.dispose();
  }
}

function makeInput(input: FuzzInput): Tensor {
  const { shape, dtype, fill, disposed } = input;
  const size = sizeOf(input);
  const next = numberSource(size + shape.length);
  const values = Array.from({ length: size }, () => {
    if (fill === 'zero') return 0;
    if (dtype === 'bool') return Number(next() < 0.5);
    if (fill === 'small') return dtype === 'int32' ? Math.floor(next() * 4) : next() * 4 - 1;
    return pickWild(dtype, next());
  });
  const x = tensor(values, [...shape], dtype);
  if (disposed) x.dispose();
  return x;
}

const WILD = {
  float32: [Number.NaN, Infinity, -Infinity, 0, -0, 1e38, -1e38, 1e-40, 0.5, -3],
  int32: [-1, 0, 1, 100, 2 ** 31 - 1, -(2 ** 31), 2 ** 24, -7],
} as const;

function pickWild(dtype: 'float32' | 'int32', at: number): number {
  const values = WILD[dtype];
  return values[Math.floor(at * values.length)] ?? 0;
}
