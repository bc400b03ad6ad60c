import { KERNEL_SAMPLES, type KernelSample, type Spec } from './kernel-samples.ts';
import { numberSource } from './sample-values.ts';

/** One wrong, or not so wrong, call; JSON. */
export interface FuzzCall {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, FuzzInput>> | readonly FuzzInput[];
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Elements of the largest input. */
const MAX_ELEMENTS = 1e5;

/** A tensor to make. */
export interface FuzzInput {
  shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** What the values are. */
  readonly fill: 'small' | 'wild' | 'zero';
  readonly disposed?: true;
}

/** Draws calls from a seed: the same seed gives the same calls. */
export class CallSource {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = numberSource(seed);
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }

  /** A call that the kernel accepts. */
  good(kernel: string): FuzzCall {
    const { inputs, attrs = {} } = KERNEL_SAMPLES.get(kernel) as KernelSample;
    const list = Object.entries(inputs).map(
      ([name, spec]) => [name, { ...this.#input(spec), fill: 'zero' as const }] as const,
    );
    return {
      kernel,
      inputs: Array.isArray(inputs) ? list.map(([, input]) => input) : Object.fromEntries(list),
      attrs,
    };
  }

  /** The next call of a kernel: its good sample with up to four things changed. */
  call(kernel: string): FuzzCall {
    const { inputs, attrs = {} } = KERNEL_SAMPLES.get(kernel) as KernelSample;
    const list = Object.entries(inputs).map(([name, spec]): [string, FuzzInput] => [name, this.#input(spec)]);
    const changed: Record<string, unknown> = structuredClone(attrs);
    for (let changes = this.below(5); changes > 0; changes--)
      if (list.length > 0 && (this.#next() < 0.5 || Object.keys(changed).length === 0))
        this.#changeInput(list);
      else this.#changeAttribute(changed);
    for (const [, input] of list) while (sizeOf(input) > MAX_ELEMENTS) input.shape = input.shape.slice(1);
    return {
      kernel,
      inputs: Array.isArray(inputs) ? list.map(([, input]) => input) : Object.fromEntries(list),
      attrs: changed,
    };
  }

  #input(spec: Spec): FuzzInput {
    const [shape, dtype] = 'dtype' in spec ? [spec.shape, spec.dtype] : [spec, 'float32' as const];
    return { shape, dtype, fill: this.pick(['small', 'small', 'wild', 'zero']) };
  }

  #changeInput(list: [string, FuzzInput][]): void {
    const entry = this.pick(list);
    const [, input] = entry;
    switch (this.below(9)) {
      case 0:
        entry[1] = { ...input, dtype: this.pick(['float32', 'int32', 'bool']) };
        return;
      case 1:
        entry[1] = { ...input, disposed: true };
        return;
      case 2:
        list.splice(list.indexOf(entry), 1);
        return;
      case 3:
        entry[1] = { ...input, fill: 'wild' };
        return;
      case 4:
      case 5:
        entry[1] = { ...input, shape: input.shape.map((dim) => (this.#next() < 0.4 ? this.#dim() : dim)) };
        return;
      case 6:
        entry[1] = {
          ...input,
          shape: this.pick([
            [...input.shape, this.#dim()],
            [this.#dim(), ...input.shape],
            input.shape.slice(1),
            input.shape.slice(0, -1),
          ]),
        };
        return;
      case 7:
        entry[1] = { ...this.pick(list)[1], fill: input.fill };
        return;
      default:
        entry[1] = { ...input, shape: Array.from({ length: this.below(8) }, () => this.#dim()) };
    }
  }

  #dim(): number {
    return this.pick([0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 16, 33, 130]);
  }

  #changeAttribute(attrs: Record<string, unknown>): void {
    const name = this.pick(Object.keys(attrs));
    attrs[name] = this.#changed(attrs[name]);
    if (this.#next() < 0.05) delete attrs[name];
  }

  #changed(value: unknown): unknown {
    if (this.#next() < 0.15)
      return this.pick<unknown>([undefined, null, 'nonsense', '', [], {}, true, [[]], Number.NaN, -1]);
    if (typeof value === 'number') return this.#number();
    if (typeof value === 'boolean') return !value;
    if (typeof value === 'string')
      return this.pick([
        'valid',
        'same',
        'NCHW',
        'NHWC',
        'float32',
        'int32',
        'bool',
        'string',
        'complex64',
        'prelu',
        'leakyrelu',
        'nearest',
        'reflect',
        'SYMMETRIC',
        'right',
        'ij->ij',
        'ii,ij->j',
        'i...,j->',
        '->',
        ',',
        2,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        [
          [0, 0],
          [-1, 2],
          [50, 0],
          [0, 0],
        ],
      ]);
    if (!Array.isArray(value)) return this.#number();
    switch (this.below(5)) {
      case 0:
        return value.slice(1);
      case 1:
        return [...value, value.length > 0 ? structuredClone(value[0]) : this.#number()];
      case 2:
        return this.#number();
      default:
        return value.map((part) => (this.#next() < 0.5 ? this.#changed(part) : part));
    }
  }

  #number(): number {
    if (this.#next() < 0.6) return this.pick([-3, -2, -1, 0, 0, 1, 1, 2, 3, 4, 5, 7, 8, 9]);
    return this.pick([
      0.5,
      -0.5,
      Number.NaN,
      Infinity,
      -Infinity,
      100,
      65_536,
      1e6,
      2 ** 24 + 1,
      2 ** 30,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
      2 ** 40,
      2 ** 53,
      -(2 ** 53),
      1e300,
      -0,
    ]);
  }
}

/** Elements of an input. */
export function sizeOf({ shape }: FuzzInput): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
