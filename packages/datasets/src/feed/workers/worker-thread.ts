import { Worker } from 'node:worker_threads';
import type { ImageShape } from '../batch-rows.ts';
import { receivedError } from './worker-messages.ts';
import type { SkippedIndex, WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** What a thread answers to a request: the shape of what it wrote, or that an image has another one than the target. */
export type Written =
  | { readonly shape: ImageShape; readonly skipped: readonly SkippedIndex[] }
  | { readonly mismatch: Error };

/** Options of {@link WorkerThread}. */
export interface WorkerThreadOptions {
  /** Its number, for messages. */
  readonly number: number;
  readonly start: WorkerStart;
  /** Name of an image, for messages. */
  readonly nameOf: (index: number) => string;
  /** Seconds without an image begun after which a thread that has work is given up. */
  readonly deadline: number;
  /** Told that it failed, once; it then does no more. */
  readonly onFailure: (error: Error) => void;
}

interface Pending {
  readonly resolve: (written: Written) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread, which works on a request after the other. The process lives as long as it has work, not as long as it is there. */
export class WorkerThread {
  readonly #options: WorkerThreadOptions;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly ready: Promise<void>;
  #opened: (error?: Error) => void = () => {};
  #failure: Error | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: WorkerThreadOptions) {
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#opened = (error) => (error ? reject(error) : resolve());
    });
    this.ready.catch(() => {});
    const { number, start } = options;
    this.#worker = new Worker(new URL('./batch-worker.js', import.meta.url), {
      workerData: start,
      name: `skipjack-data-${number}`,
    });
    this.#worker.on('message', (message: WorkerAnswer) => this.#receive(message));
    this.#worker.on('error', (cause) => this.#fail(this.#died(`: ${cause.message}`, cause)));
    this.#worker.on('exit', (code) => this.#fail(this.#died(` with exit code ${code}`)));
  }

  /** Sends a request. */
  ask(request: WorkerRequest): Promise<Written> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject });
      if (this.#pending.size === 1) this.#busy();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, no window
      this.#worker.postMessage(request);
    });
  }

  /** Ends the thread; what is still asked for fails with `error`. */
  async stop(error: Error): Promise<void> {
    this.#end(error);
    await this.#worker.terminate();
  }

  #receive(message: WorkerAnswer): void {
    if (message.type === 'failed') return this.#fail(receivedError(message.error));
    if (message.type === 'ready') {
      this.#opened();
      if (this.#pending.size === 0) this.#worker.unref();
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (this.#pending.size === 0) this.#idle();
    pending?.resolve(message.type === 'done' ? message : { mismatch: receivedError(message.error) });
  }

  #busy(): void {
    this.#worker.ref();
    const { progress } = this.#options.start;
    const { deadline, number } = this.#options;
    let seen = -1;
    let since = performance.now();
    const look = (): void => {
      const begun = Atomics.load(progress, 0);
      if (begun !== seen) [seen, since] = [begun, performance.now()];
      else if (performance.now() - since > deadline * 1000)
        this.#fail(
          new Error(
            `Worker ${number} began no image for ${deadline} seconds${this.#lastImage()}; look whether the disk answers, or give a longer deadline.`,
          ),
        );
    };
    this.#watch = setInterval(look, Math.min(1000, deadline * 250));
  }

  #idle(): void {
    clearInterval(this.#watch);
    this.#worker.unref();
  }

  #lastImage(): string {
    const { start, nameOf } = this.#options;
    if (Atomics.load(start.progress, 0) === 0) return ', and none before';
    return `; the last one was ${nameOf(Atomics.load(start.progress, 1))}`;
  }

  #died(how: string, cause?: Error): Error {
    return new Error(
      `Worker ${this.#options.number} ended${how}${this.#lastImage()}; start again, with fewer workers where memory is short.`,
      { cause },
    );
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#end(error);
    this.#options.onFailure(error);
  }

  #end(error: Error): void {
    this.#failure ??= error;
    clearInterval(this.#watch);
    this.#opened(error);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
