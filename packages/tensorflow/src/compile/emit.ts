import type { EagerContext } from '../eager/eager-context.ts';
import { loadEngine } from '../engine.ts';
import { bindCApi, type CApi, type Pointer } from '../native/c-api.ts';
import { bindGraphApi, type GraphApi } from '../native/graph-api.ts';
import { NativeGraph } from './native-graph.ts';
import { recordedNode, valuesOf, type RecordedNode, type Value } from './recorded-node.ts';

let bound: { readonly graphs: GraphApi; readonly tensors: CApi } | undefined;
let functionCount = 0;

/** A new, empty graph of TensorFlow's. Whoever makes it closes it. */
export function newGraph(): NativeGraph {
  if (!bound) {
    const { native } = loadEngine();
    bound = { graphs: bindGraphApi(native), tensors: bindCApi(native) };
  }
  return new NativeGraph(bound.graphs, bound.tensors);
}

/** The ops that `values` need, each after those it needs. */
export function needed(values: readonly Value[]): RecordedNode[] {
  const order: RecordedNode[] = [];
  const seen = new Set<RecordedNode>();
  // Nets are deeper than JavaScript's stack: a list of its own.
  const pending: { readonly node: RecordedNode; readonly done: boolean }[] = [];
  for (const { node: root } of values) {
    pending.push({ node: root, done: false });
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { node, done } = next;
      if (done) order.push(node);
      else if (!seen.has(node)) {
        seen.add(node);
        pending.push({ node, done: true });
        const inputs = valuesOf(node);
        for (let index = inputs.length - 1; index >= 0; index--)
          pending.push({ node: (inputs[index] as Value).node, done: false });
      }
    }
  }
  return order;
}

/**
 * Writes what computes `outputs` from `inputs` into a graph of its own, which the caller closes.
 * @returns the graph, and what its outputs are in it.
 * @throws EngineError with TensorFlow's reason.
 */
export function emitted(
  inputs: readonly Value[],
  outputs: readonly Value[],
): { readonly graph: NativeGraph; readonly results: readonly Value[] } {
  const graph = newGraph();
  // A function's result is of an op: one that hands an input on is a copy of it.
  const results = outputs.map((value) =>
    value.node.op === 'Placeholder'
      ? (recordedNode({ op: 'Identity', inputs: [value], attributes: {}, scope: '' }, [value])
          .outputs[0] as Value)
      : value,
  );
  try {
    for (const node of needed([...inputs, ...results])) graph.place(node, graph.add(node));
  } catch (error) {
    graph.close();
    throw error;
  }
  return { graph, results };
}

/**
 * Makes a function of the eager context that computes `outputs` from `inputs`.
 * @returns its name.
 * @throws EngineError with TensorFlow's reason.
 */
export function addFunction(
  context: EagerContext,
  inputs: readonly Value[],
  outputs: readonly Value[],
): string {
  const { name, fn } = keptFunction(context, inputs, outputs);
  bound?.graphs.deleteFunction(fn);
  return name;
}

/** The same, with TensorFlow's function, for graphs that call it; the caller deletes it, or keeps it for good. */
export function keptFunction(
  context: EagerContext,
  inputs: readonly Value[],
  outputs: readonly Value[],
  label = 'skipjack',
): { readonly name: string; readonly fn: Pointer } {
  const { graph, results } = emitted(inputs, outputs);
  const name = `${label}_${process.pid}_${functionCount++}`;
  try {
    const fn = graph.toFunction(name, inputs, results);
    try {
      graph.give(fn, context.native);
    } catch (error) {
      bound?.graphs.deleteFunction(fn);
      throw error;
    }
    return { name, fn };
  } finally {
    graph.close();
  }
}

/** Takes a function out of the eager context. */
export function removeFunction(context: EagerContext, name: string): void {
  const graphs = bound?.graphs;
  if (!graphs) return;
  const status = graphs.newStatus();
  graphs.removeFunction(context.native, name, status);
  graphs.deleteStatus(status);
}
