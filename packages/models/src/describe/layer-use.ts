import type { layers, LayersModel, Sequential, SymbolicTensor } from '@tensorflow/tfjs-layers';

type Node = NonNullable<LayersModel['nodesByDepth'][string]>[number];

/** One use of one layer in a net: a layer that is applied twice has two. */
export interface LayerUse {
  /** The layer. */
  readonly layer: layers.Layer;
  /** The layer's name; behind the name of the nested model that it is in, and with a number from its second use on. */
  readonly name: string;
  /** Whether the layer has been used before in this net, so that its parameters are counted already. */
  readonly repeated: boolean;
  /** The uses that its inputs come from. */
  readonly inputs: readonly LayerUse[];
  /** Shape of its first output, `[batch, ...]`. */
  readonly shape: readonly (number | null)[];
}

/**
 * Lists the uses of the layers of a model in the order in which they were made, which is one in which they can run.
 *
 * Nested models are replaced by their layers.
 *
 * @param model - Any model of tfjs-layers.
 */
export function layerUses(model: LayersModel): LayerUse[] {
  const uses: LayerUse[] = [];
  const counts = new Map<layers.Layer, number>();
  const place = (inner: LayersModel, prefix: string, feeds: ReadonlyMap<Node, LayerUse>): Outputs => {
    if (!inner.built) (inner as Sequential).build(); // a Sequential has no nodes before its first use
    const made: Outputs = new Map();
    for (const node of nodesOf(inner)) {
      const inputs = node.inputTensors.flatMap((tensor) => sourceOf(tensor, made));
      const layer = node.outboundLayer;
      const fed = feeds.get(node);
      if (fed !== undefined) {
        made.set(node, [fed]);
      } else if ('layers' in layer) {
        const nested = layer as LayersModel;
        const entries = new Map(
          nested.inputs.flatMap((tensor, index) => {
            const [entry, input] = [nodeOf(tensor), inputs[index]];
            return entry === undefined || input === undefined ? [] : [[entry, input] as const];
          }),
        );
        const results = place(nested, `${prefix}${layer.name}/`, entries);
        made.set(
          node,
          nested.outputs.flatMap((tensor) => sourceOf(tensor, results)),
        );
      } else {
        const count = (counts.get(layer) ?? 0) + 1;
        counts.set(layer, count);
        const use: LayerUse = {
          layer,
          name: `${prefix}${layer.name}${count > 1 ? `:${count}` : ''}`,
          repeated: count > 1,
          inputs,
          shape: node.outputTensors[0]?.shape ?? [],
        };
        uses.push(use);
        made.set(node, [use]);
      }
    }
    return made;
  };
  place(model, '', new Map());
  return uses;
}

/** What each node of a model became: one use, or the last ones of a nested model, output by output. */
type Outputs = Map<Node, readonly LayerUse[]>;

/** Symbolic tensors are numbered as they are made. */
function nodesOf(model: LayersModel): Node[] {
  const age = (node: Node): number => node.outputTensors[0]?.id ?? 0;
  return Object.values(model.nodesByDepth)
    .flat()
    .sort((a, b) => age(a) - age(b));
}

function nodeOf(tensor: SymbolicTensor): Node | undefined {
  return tensor.sourceLayer.inboundNodes[tensor.nodeIndex];
}

function sourceOf(tensor: SymbolicTensor, made: Outputs): readonly LayerUse[] {
  const node = nodeOf(tensor);
  const outputs = node === undefined ? [] : (made.get(node) ?? []);
  const output = outputs[tensor.tensorIndex] ?? outputs[0];
  return output === undefined ? [] : [output];
}
