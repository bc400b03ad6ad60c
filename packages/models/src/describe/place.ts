/** Where a layer is in its net. */
export interface Place {
  /** Name of the stage: `image`, `stem`, `stage1`, ..., `head`; `56x56` in a net without such names. */
  readonly stage: string;
  /** Name of the block, such as `stage1_block1`, if it is in one. */
  readonly block?: string;
}

/** What a place is told by. */
export interface PlacedLayer {
  readonly name: string;
  readonly kind: string;
  /** Shape for one image. */
  readonly outputShape: readonly (number | null)[];
}

const STAGE = /^(?:stem|stage\d+|block\d+|aux\d+|head)(?=_|$)/;
const BLOCK = /^(?:stage\d+_)?block\d+(?=_|$)/;

/**
 * Finds the place of every layer by the names that `@skipjack/blocks` and the models give: `stage1_block1_1_conv`.
 *
 * A layer with another name belongs to what is before it. If no layer has such a name, a stage is a run of layers whose maps
 * have one size, and what has no map is the head.
 *
 * @param layers - The layers in their order.
 */
export function placesOf(layers: readonly PlacedLayer[]): Place[] {
  const named = layers.map(({ name }) => STAGE.exec(name)?.[0]);
  const sized = named.every((stage) => stage === undefined);
  let last = named.find((stage) => stage !== undefined) ?? '';
  const seen = new Map<string, number>();
  let size = '';
  return layers.map((layer, index) => {
    if (layer.kind === 'InputLayer') return { stage: 'image' };
    if (!sized) {
      last = named[index] ?? last;
      const block = BLOCK.exec(layer.name)?.[0];
      return { stage: last, ...(block === undefined ? {} : { block }) };
    }
    const axes = layer.outputShape.slice(0, -1);
    const now = axes.length === 0 ? 'head' : axes.map((axis) => axis ?? '?').join('x');
    if (now !== size) {
      const count = (seen.get(now) ?? 0) + 1;
      seen.set(now, count);
      last = count === 1 ? now : `${now} (${count})`;
      size = now;
    }
    return { stage: last };
  });
}
