import { batchConstant, batchSizeOf } from './batch-constants.ts';
import { needed } from './emit.ts';
import { NotRecordable } from './not-recordable.ts';
import { recordedNode, type RecordedNode, type Value, type ValueInput } from './recorded-node.ts';
import type { InputSource, TraceInput } from './trace-input.ts';

/** What a function computes at one size of the batch. */
export interface BatchSample {
  readonly size: number;
  readonly outputs: readonly Value[];
  readonly inputs: readonly TraceInput[];
}

/** What it computes at any size. */
export interface OpenBatch {
  readonly outputs: readonly Value[];
  /** What stands in the place of the first sample's inputs. */
  readonly inputs: readonly TraceInput[];
}

/** No net has a dimension of such a size, that could be taken for the batch. */
const LEAST_SAMPLE = 17;

const isPrime = (value: number): boolean => {
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false;
  return true;
};

/** The sizes that a function is recorded at to see what depends on them: three primes from that of the batch on. */
export function sampleSizes(batch: number): readonly number[] {
  const sizes: number[] = [];
  for (let size = Math.max(batch, LEAST_SAMPLE); sizes.length < 3; size++)
    if (isPrime(size)) sizes.push(size);
  return sizes;
}

const refused = ({ op, scope }: RecordedNode): NotRecordable =>
  new NotRecordable(
    `compile() cannot leave the size of the batch open: ${op}${scope === '' ? '' : ` in ${scope}`} depends on it in another way than as a size; compile without openBatch, which records each size by itself.`,
  );

function sameSource(a: InputSource | undefined, b: InputSource | undefined): boolean {
  if (a?.kind === 'argument') return b?.kind === 'argument' && a.index === b.index;
  if (a?.kind === 'variable') return b?.kind === 'variable' && a.variable === b.variable;
  return a?.kind === b?.kind;
}

const openShape = (values: readonly Value[]): readonly number[] =>
  values[0]?.shape.map((size, axis) => (values.every(({ shape }) => shape[axis] === size) ? size : -1)) ?? [];

/** Puts the recordings of one function at several sizes of the batch together: one graph that takes any size. */
class Merging {
  readonly #sizes: readonly number[];
  readonly #orders: readonly (readonly RecordedNode[])[];
  readonly #places: readonly ReadonlyMap<RecordedNode, number>[];
  readonly #sources: readonly ReadonlyMap<RecordedNode, InputSource>[];
  readonly #merged: RecordedNode[] = [];
  #batch: Value | undefined;

  constructor(samples: readonly BatchSample[]) {
    this.#sizes = samples.map(({ size }) => size);
    // Inputs first, that the batch's size is known where a constant needs it.
    this.#orders = samples.map(({ inputs, outputs }) =>
      needed([...inputs.map(({ value }) => value), ...outputs]),
    );
    this.#places = this.#orders.map((order) => new Map(order.map((node, place) => [node, place])));
    this.#sources = samples.map(
      ({ inputs }) => new Map(inputs.map(({ source, value }) => [value.node, source])),
    );
  }

  run(): void {
    const [first = []] = this.#orders;
    for (const [place, node] of first.entries()) {
      const nodes = this.#orders.map((order) => order[place]);
      if (nodes.some((each) => each === undefined)) throw refused(node);
      this.#merged.push(this.#merge(nodes as RecordedNode[]));
    }
  }

  /** What stands in the place of a value of the first sample. */
  value({ node, index }: Value): Value {
    return this.#merged[this.#places[0]?.get(node) ?? -1]?.outputs[index] as Value;
  }

  #merge(nodes: readonly RecordedNode[]): RecordedNode {
    const [node] = nodes as [RecordedNode, ...RecordedNode[]];
    const attributes = JSON.stringify(node.attributes);
    if (nodes.some((each) => each.op !== node.op || JSON.stringify(each.attributes) !== attributes))
      throw refused(node);
    if (node.placeholder) return this.#input(nodes);
    if (node.constant) return this.#constant(nodes);
    const inputs = node.inputs.map((_, place) => this.#inputAt(nodes, place));
    return recordedNode({ ...node, inputs }, this.#outputs(nodes));
  }

  #outputs(nodes: readonly RecordedNode[]): { readonly type: number; readonly shape: readonly number[] }[] {
    const [node] = nodes as [RecordedNode, ...RecordedNode[]];
    return node.outputs.map(({ type }, index) => ({
      type,
      shape: openShape(nodes.map(({ outputs }) => outputs[index] as Value)),
    }));
  }

  #inputAt(nodes: readonly RecordedNode[], place: number): ValueInput {
    const [node] = nodes as [RecordedNode, ...RecordedNode[]];
    const inputs = nodes.map((each) => each.inputs[place] as ValueInput);
    const [first] = inputs as [ValueInput];
    if ('node' in first) return this.#same(node, inputs as Value[]);
    const lists = inputs as (readonly Value[])[];
    if (lists.some((list) => list.length !== first.length)) throw refused(node);
    return first.map((_, index) =>
      this.#same(
        node,
        lists.map((list) => list[index] as Value),
      ),
    );
  }

  #same(node: RecordedNode, values: readonly Value[]): Value {
    const [first] = values as [Value, ...Value[]];
    const place = this.#places[0]?.get(first.node);
    const same = values.every(
      (value, sample) => value.index === first.index && this.#places[sample]?.get(value.node) === place,
    );
    if (!same) throw refused(node);
    return this.value(first);
  }

  #input(nodes: readonly RecordedNode[]): RecordedNode {
    const [node] = nodes as [RecordedNode, ...RecordedNode[]];
    const sources = nodes.map((each, sample) => this.#sources[sample]?.get(each));
    if (sources.some((source) => !sameSource(sources[0], source))) throw refused(node);
    const [output] = this.#outputs(nodes);
    if (!output || !output.shape.includes(-1)) return node;
    if (sources[0]?.kind !== 'argument') throw refused(node);
    const made = recordedNode({ ...node, placeholder: output }, [output]);
    this.#batch ??= batchSizeOf(made.outputs[0] as Value);
    return made;
  }

  #constant(nodes: readonly RecordedNode[]): RecordedNode {
    const [node] = nodes as [RecordedNode, ...RecordedNode[]];
    const samples = nodes.flatMap(({ constant }) => (constant ? [constant] : []));
    const isSame = samples.every(
      ({ shape, bytes }) =>
        shape.join() === samples[0]?.shape.join() && Buffer.compare(bytes, samples[0].bytes) === 0,
    );
    if (isSame) return node;
    const value = this.#batch && batchConstant(samples, this.#sizes, this.#batch);
    if (!value) throw refused(node);
    return value.node;
  }
}

/**
 * One graph for any size of the batch, of a function's recordings at {@link sampleSizes}.
 * @throws NotRecordable where they differ in more than sizes.
 */
export function withOpenBatch(samples: readonly BatchSample[]): OpenBatch {
  const merging = new Merging(samples);
  merging.run();
  const [first] = samples as [BatchSample, ...BatchSample[]];
  return {
    outputs: first.outputs.map((value) => merging.value(value)),
    inputs: first.inputs.map(({ source, value }) => ({ source, value: merging.value(value) })),
  };
}
