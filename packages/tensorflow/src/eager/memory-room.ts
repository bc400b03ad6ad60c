import { freemem } from 'node:os';
import { EngineError } from '../engine-error.ts';

/** Below this a tensor is not worth a look at the free memory. */
const SMALL_BYTES = 2 ** 26;

/** Refuses tensors that memory has no room for: TensorFlow, or the operating system, would end the process. */
export class MemoryRoom {
  readonly #limit: number;

  /** @param limit - bytes of the largest tensor allowed */
  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  /**
   * Needs room for what an op makes.
   * @throws EngineError `OUT_OF_MEMORY` with the bytes asked for and the bytes there are.
   */
  forTensor(op: string, shape: readonly number[], elementBytes = 4): void {
    let bytes = elementBytes;
    for (const dim of shape) bytes *= dim;
    if (bytes < SMALL_BYTES && bytes <= this.#limit) return;
    const free = Math.min(availableMemory(), this.#limit);
    if (bytes > free)
      throw new EngineError(
        'OUT_OF_MEMORY',
        `${op} needs ${megabytes(bytes)} for a tensor of shape [${shape.join(', ')}], and there are ${megabytes(free)}; use smaller shapes, for example a smaller batch.`,
      );
  }
}

/** What this process may still have: its container's limit counts. */
function availableMemory(): number {
  const { availableMemory: available } = process as { availableMemory?: () => number };
  return available?.() ?? freemem();
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString('en-US')} MiB`;
}
