import { KERNEL_SAMPLES, type KernelSample, type Spec, type TensorSpec } from './kernel-samples.ts';
import { DIMENSIONS, HUGE_DIMENSIONS, NONSENSE, SMALL_NUMBERS, WILD_NUMBERS, WORDS } from './fuzz-values.ts';
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
  readonly dtype: TensorSpec['dtype'];
  /** What the values are: `given` are those of the sample, again and again where they are too few. */
  readonly fill: 'small' | 'wild' | 'zero' | 'given';
  readonly values?: readonly (number | string)[];
  /** The type that TensorFlow has it in, where that is another than the dtype's. */
  readonly stored?: (typeof STORED)[keyof typeof STORED][number];
  readonly disposed?: true;
}

/** Types that the backend keeps tensors of a dtype in until an op needs the dtype. */
const STORED = {
  float32: ['float64', 'float16', 'bfloat16'],
  int32: ['uint8', 'uint8', 'int64', 'int64', 'int8', 'uint32'],
} as const;

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
    const list = Object.entries(inputs).map(([name, spec]) => {
      const input = this.#input(spec);
      return [name, { ...input, fill: input.values ? ('given' as const) : ('zero' as const) }] as const;
    });
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
    const { shape, dtype, values } =
      'dtype' in spec ? spec : { shape: spec, dtype: 'float32' as const, values: undefined };
    const fill = this.pick<FuzzInput['fill']>(['small', 'small', 'wild', 'zero']);
    // Where few values are accepted, most calls have those.
    return values
      ? { shape, dtype, values, fill: this.#next() < 0.7 ? 'given' : fill }
      : { shape, dtype, fill };
  }

  #changeInput(list: [string, FuzzInput][]): void {
    const entry = this.pick(list);
    const [, input] = entry;
    switch (this.below(11)) {
      case 0:
        entry[1] = {
          ...input,
          dtype: this.pick<FuzzInput['dtype']>(['float32', 'int32', 'bool', 'string', 'complex64']),
          fill: input.fill === 'given' ? 'small' : input.fill,
        };
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
        entry[1] = { ...this.pick(list)[1], fill: input.fill === 'given' ? 'small' : input.fill };
        return;
      case 8:
        if (input.dtype === 'float32' || input.dtype === 'int32')
          entry[1] = { ...input, stored: this.pick<NonNullable<FuzzInput['stored']>>(STORED[input.dtype]) };
        return;
      case 9: {
        // No elements, however large the other dimensions.
        const shape = [...input.shape, 1].map((dim) =>
          this.#next() < 0.5 ? this.pick(HUGE_DIMENSIONS) : dim,
        );
        shape[this.below(shape.length)] = 0;
        entry[1] = { ...input, shape };
        return;
      }
      default:
        entry[1] = {
          ...input,
          shape: Array.from({ length: this.below(this.#next() < 0.1 ? 14 : 8) }, () => this.#dim()),
        };
    }
  }

  #dim(): number {
    return this.pick(DIMENSIONS);
  }

  #changeAttribute(attrs: Record<string, unknown>): void {
    const name = this.pick(Object.keys(attrs));
    attrs[name] = this.#changed(attrs[name]);
    if (this.#next() < 0.05) delete attrs[name];
  }

  #changed(value: unknown): unknown {
    if (this.#next() < 0.15) return this.pick<unknown>(NONSENSE);
    if (typeof value === 'number') return this.#number();
    if (typeof value === 'boolean') return !value;
    if (typeof value === 'string') return structuredClone(this.pick<unknown>(WORDS));
    if (Array.isArray(value)) return this.#changedList(value);
    if (typeof value !== 'object' || value === null) return this.#number();
    const changed: Record<string, unknown> = { ...value };
    this.#changeAttribute(changed);
    return changed;
  }

  #changedList(value: readonly unknown[]): unknown {
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
    return this.pick(this.#next() < 0.6 ? SMALL_NUMBERS : WILD_NUMBERS);
  }
}

/** Elements of an input. */
export function sizeOf({ shape }: FuzzInput): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
