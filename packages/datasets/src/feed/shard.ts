/** Options of {@link shard}. */
export interface ShardOptions {
  /** The samples of an epoch in their order, the same for all workers. */
  readonly order: ArrayLike<number>;
  /** Number of this worker, from 0. */
  readonly index: number;
  /** Number of workers. */
  readonly count: number;
}

/** Options of {@link shardBatches}. */
export interface ShardBatchesOptions extends ShardOptions {
  /** Samples of a worker in a step; all workers together have `count` times as many. */
  readonly batch: number;
  /**
   * Whether samples that fill no whole step of all workers make a smaller one, or are left out of this epoch.
   * @defaultValue 'keep'
   */
  readonly last?: 'keep' | 'drop' | undefined;
}

/** What a worker has to do in a step. */
export interface ShardBatch {
  /** Its samples; none where the last step has fewer samples than there are workers. */
  readonly indices: Uint32Array;
  /** Samples of all workers in this step: a worker's mean counts `indices.length / total` in the mean over all of them. */
  readonly total: number;
}

/**
 * The samples of one of several workers: every `count`-th. The shards of all workers have each sample exactly once, none is repeated to make
 * them equal, so that sums of correct answers over the shards are those over the whole; their lengths differ by one at most.
 *
 * @param options - The order and the worker.
 * @returns The samples, in order.
 * @throws RangeError when `count` is no positive whole number or `index` none below it.
 */
export function shard(options: ShardOptions): Uint32Array {
  const { order, index, count } = checkedShard(options);
  const own = new Uint32Array(Math.max(0, Math.ceil((order.length - index) / count)));
  for (let place = 0; place < own.length; place += 1) own[place] = order[place * count + index] as number;
  return own;
}

/**
 * Divides the steps of an epoch among workers. All of them have the same number of steps, and what they have together in a step are the
 * samples that one worker with a batch of `count * batch` would have; in the last step shares differ by one at most.
 *
 * @param options - The order, the worker and the batch.
 * @returns The steps of this worker.
 * @throws RangeError when a number is out of range.
 */
export function shardBatches(options: ShardBatchesOptions): ShardBatch[] {
  const { order, count } = checkedShard(options);
  const { batch, last = 'keep' } = options;
  if (!Number.isSafeInteger(batch) || batch < 1)
    throw new RangeError(`batch must be a positive whole number; got ${batch}.`);
  if (last !== 'keep' && last !== 'drop')
    throw new RangeError(`last must be 'keep' or 'drop'; got ${JSON.stringify(last)}.`);
  const own = shard(options);
  const together = batch * count;
  const steps = last === 'keep' ? Math.ceil(order.length / together) : Math.floor(order.length / together);
  return Array.from({ length: steps }, (_, step) => ({
    indices: own.subarray(step * batch, (step + 1) * batch),
    total: Math.min(together, order.length - step * together),
  }));
}

function checkedShard(options: ShardOptions): ShardOptions {
  const { index, count } = options;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`count must be a positive whole number of workers; got ${count}.`);
  if (!Number.isSafeInteger(index) || index < 0 || index >= count)
    throw new RangeError(`index must be a whole number from 0 to ${count - 1}; got ${index}.`);
  return options;
}
