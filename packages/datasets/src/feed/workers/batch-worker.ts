// The program of a worker thread: it reads, augments and normalises images into memory that it shares with the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import { augmentation } from '../../augment/augmentation.ts';
import type { ImageSource } from '../../image-source.ts';
import type { SkippedSample } from '../../tolerant/tolerant.ts';
import { rowFiller } from '../batch-rows.ts';
import type { RowFiller } from '../batch-rows.ts';
import { openedByWorker } from './worker-data.ts';
import { sentError } from './worker-messages.ts';
import type { SkippedIndex, WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

const start = workerData as WorkerStart;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, no window
const answer = (message: WorkerAnswer): void => parentPort?.postMessage(message);

interface Fillers {
  readonly source: ImageSource;
  readonly training: RowFiller;
  readonly evaluation: RowFiller;
}

async function opened(): Promise<Fillers> {
  const source = await openedByWorker(start.data);
  if (start.fingerprint !== undefined && source.fingerprint !== start.fingerprint)
    throw new Error(
      `The images changed while they were opened: a worker found ${source.fingerprint}, the main thread ${start.fingerprint}; let nothing write to them.`,
    );
  const { scale, seed, concurrency } = start;
  const filler = (steps: WorkerStart['augment']): RowFiller =>
    rowFiller({ source, scale, seed, concurrency, change: steps && augmentation(steps) });
  return { source, training: filler(start.augment ?? start.prepare), evaluation: filler(start.prepare) };
}

const begun = (index: number): void => {
  Atomics.store(start.progress, 1, index);
  Atomics.add(start.progress, 0, 1);
};

/** The samples left out since they were last asked for. */
function newlySkipped(source: ImageSource): SkippedIndex[] {
  const all = 'skipped' in source ? (source.skipped as readonly SkippedSample[]) : [];
  const found = all.slice(told).map(({ index, replacement, error }) => ({
    index,
    replacement,
    error: error && sentError(error),
  }));
  told = all.length;
  return found;
}
let told = 0;

async function work(fillers: Promise<Fillers>, { id, indices, epoch, target }: WorkerRequest): Promise<void> {
  try {
    const { source, training, evaluation } = await fillers;
    const filler = epoch === undefined ? evaluation : training;
    const filled = await filler.fill(indices, epoch ?? 0, target, begun);
    answer({ type: 'done', id, shape: filled.shape, skipped: newlySkipped(source) });
  } catch (error) {
    const sent = sentError(error);
    answer(sent.kind === 'shape' ? { type: 'shape', id, error: sent } : { type: 'failed', error: sent });
  }
}

const fillers = opened();
fillers.then(
  () => answer({ type: 'ready' }),
  (error: unknown) => answer({ type: 'failed', error: sentError(error) }),
);
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: WorkerRequest) => {
  last = last.then(() => work(fillers, request));
});
