import { EngineError } from '../engine-error.ts';
import { inputAt, shapeAt, shown, type Check, type KnownCall } from './known-input.ts';
import { WINDOW_LISTS } from './window-lists.ts';

/** Refuses a call with TensorFlow's op and what is wrong. */
function refuse({ op }: KnownCall, reason: string): never {
  throw new EngineError('INVALID_ARGUMENT', `TensorFlow's ${op} ${reason}.`);
}

/**
 * `indices` of shape `[...outer, depth]` name slices of a tensor, and `updates` has one slice for each:
 * `[...outer, ...shape.slice(depth)]`.
 */
function scatter(
  call: KnownCall,
  indices: readonly number[],
  updates: readonly number[],
  shape: readonly number[],
): void {
  const depth = indices.at(-1) ?? 0;
  const wanted = [...indices.slice(0, -1), ...shape.slice(depth)];
  if (indices.length === 0 || depth > shape.length || shown(updates) !== shown(wanted))
    refuse(
      call,
      `needs indices [..., depth] with depth at most ${shape.length} and updates of one slice for each, got indices ${shown(indices)} and updates ${shown(updates)} for a tensor of shape ${shown(shape)}`,
    );
}

/** Shapes that must fit each other, by op. */
export const SHAPE_RELATIONS: Readonly<Record<string, Check>> = {
  ...WINDOW_LISTS,
  ScatterNd: (call) => {
    const shape = inputAt(call, 2)?.values;
    if (shape) scatter(call, shapeAt(call, 0), shapeAt(call, 1), Array.from(shape));
  },
  TensorScatterUpdate: (call) => scatter(call, shapeAt(call, 1), shapeAt(call, 2), shapeAt(call, 0)),
};
