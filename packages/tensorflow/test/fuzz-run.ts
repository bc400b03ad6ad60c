import {
  complex,
  engine,
  tensor,
  tidy,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../src/backend.ts';
import { type as typeAttribute } from '../src/eager/attributes.ts';
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
    const { pixels, ...others } = attrs;
    const named = Array.isArray(inputs)
      ? entries.map(([, x]) => x)
      : { ...grouped(entries), ...('pixels' in attrs ? { pixels: makePixels(pixels) } : {}) };
    // A function cannot be part of a call that is written down: what it answers is.
    const { read } = others;
    const given = Array.isArray(read) ? { ...others, read: () => read } : others;
    const result = engine().runKernel(kernel, named as NamedTensorMap, given as NamedAttrMap);
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

/** Tensors by the names of their inputs; those of `list.0` and `list.1` in one list. */
function grouped(entries: readonly (readonly [string, Tensor])[]): Record<string, Tensor | Tensor[]> {
  const named: Record<string, Tensor | Tensor[]> = {};
  for (const [name, x] of entries) {
    const [list = '', index] = name.split('.');
    if (index === undefined) named[name] = x;
    else named[list] = [...((named[list] as Tensor[] | undefined) ?? []), x];
  }
  return named;
}

/** An image that is no tensor, with as many bytes as it says. */
function makePixels(pixels: unknown): unknown {
  if (typeof pixels !== 'object' || pixels === null || !('bytes' in pixels)) return pixels;
  const bytes = Number(pixels.bytes);
  return { ...pixels, data: new Uint8Array(bytes >= 0 && bytes <= 1e5 ? bytes : 0) };
}

function makeInput(input: FuzzInput): Tensor {
  const x = tidy(() => storedAs(input));
  if (input.disposed) x.dispose();
  return x;
}

function storedAs(input: FuzzInput): Tensor {
  const { dtype, stored } = input;
  const shape = [...input.shape];
  if (dtype === 'complex64') {
    const part = tensor(valuesOf(input), shape, 'float32');
    return complex(part, part);
  }
  if (dtype === 'int32' && stored === 'uint8') return tensor(Uint8Array.from(valuesOf(input)), shape, dtype);
  const x = tensor(valuesOf(input), shape, dtype);
  if (stored === undefined) return x;
  const backend = engine().backend as TensorFlowBackend;
  const info = backend.run1('Cast', [x], { DstT: typeAttribute(stored) });
  return engine().makeTensorFromTensorInfo(info);
}

function valuesOf(input: FuzzInput): number[] {
  const { shape, dtype, fill, values = [] } = input;
  const size = sizeOf(input);
  const next = numberSource(size + shape.length);
  const value = (_none: unknown, index: number): number | string => {
    if (fill === 'given') return values[index % values.length] ?? 0;
    if (dtype === 'string') return TEXTS[fill][Math.floor(next() * TEXTS[fill].length)] ?? '';
    if (fill === 'zero') return 0;
    if (dtype === 'bool') return Number(next() < 0.5);
    if (fill === 'small') return dtype === 'int32' ? Math.floor(next() * 4) : next() * 4 - 1;
    return pickWild(dtype === 'int32' ? dtype : 'float32', next());
  };
  // tfjs's type of a tensor's values has no list that may be of either.
  return Array.from({ length: size }, value) as number[];
}

const TEXTS = {
  zero: [''],
  small: ['a', 'b', 'a b', 'aa|b', ''],
  wild: ['', '\0', 'ä€😀', ' ', 'a'.repeat(22), 'b'.repeat(23), 'a b '.repeat(1000), '\\1(['],
};

const WILD = {
  float32: [Number.NaN, Infinity, -Infinity, 0, -0, 1e38, -1e38, 1e-40, 0.5, -3],
  int32: [-1, 0, 1, 100, 2 ** 31 - 1, -(2 ** 31), 2 ** 24, -7],
} as const;

function pickWild(dtype: 'float32' | 'int32', at: number): number {
  const values = WILD[dtype];
  return values[Math.floor(at * values.length)] ?? 0;
}
