import { broadcast_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';

/** Which orders of two texts make each comparison true: below 0, 0, or above. */
const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  Greater: (order) => order > 0,
  GreaterEqual: (order) => order >= 0,
  Less: (order) => order < 0,
  LessEqual: (order) => order <= 0,
};

/**
 * Compares texts, stretched to each other, byte by byte: the order of their code points. TensorFlow compares texts for
 * equality only.
 */
export function compareTexts(
  backend: TensorFlowBackend,
  op: string,
  inputs: readonly TensorInfo[],
): TensorInfo | undefined {
  const test = ORDERS[op];
  const [a, b] = inputs;
  if (!test || !a || !b || a.dtype !== 'string' || b.dtype !== 'string') return undefined;
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  backend.needRoom(op, shape);
  const [left = [], right = []] = [a, b].map((x) => {
    const stretched = backend.run1('BroadcastTo', [x, backend.int32(shape)]);
    return backend.readSync(stretched.dataId) as Uint8Array[];
  });
  const values = Uint8Array.from(left, (text, at) => Number(test(Buffer.compare(text, right[at] ?? text))));
  return { dataId: backend.write(values, shape, 'bool'), shape, dtype: 'bool' };
}
