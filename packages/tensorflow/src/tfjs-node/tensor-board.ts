import { CustomCallback, type LayersModel, type Logs } from '@tensorflow/tfjs';
import { join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { summaryFileWriter, type SummaryFileWriter } from '../summary/summary-file-writer.ts';

/** How {@link tensorBoard} logs. */
export interface TensorBoardCallbackArgs {
  /** After which unit losses and metrics are written; after epochs in any case. @defaultValue 'epoch' */
  readonly updateFreq?: 'batch' | 'epoch';
  /** After every how many epochs the weights' distributions are written; 0 is never. @defaultValue 0 */
  readonly histogramFreq?: number;
}

const NO_METRICS: readonly string[] = ['batch', 'size', 'num_steps'];
const VALIDATION = 'val_';

/** The callback that {@link tensorBoard} makes. */
export class TensorBoardCallback extends CustomCallback {
  /** Where the logs are: training in its folder `train`, validation in `val`. */
  readonly logdir: string;
  /** Writes losses and metrics of training; made when the first is there. */
  protected trainWriter: SummaryFileWriter | undefined;
  /** Writes losses and metrics of validation; made when the first is there. */
  protected valWriter: SummaryFileWriter | undefined;
  readonly #args: Required<TensorBoardCallbackArgs>;
  #model: LayersModel | undefined;
  #batchesSeen = 0;

  /** @throws EngineError `INVALID_ARGUMENT` for a wrong option. */
  constructor(logdir = './logs', args: TensorBoardCallbackArgs = {}) {
    const updateFreq = args?.updateFreq ?? 'epoch';
    const histogramFreq = args?.histogramFreq ?? 0;
    if (updateFreq !== 'batch' && updateFreq !== 'epoch')
      throw new EngineError(
        'INVALID_ARGUMENT',
        `Expected updateFreq to be 'batch' or 'epoch', but got ${String(updateFreq)}`,
      );
    if (!Number.isInteger(histogramFreq) || histogramFreq < 0)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `Expected histogramFreq to be a positive integer, but got ${histogramFreq}`,
      );
    super({
      onBatchEnd: async (_batch, logs) => this.#batchEnds(logs),
      onEpochEnd: async (epoch, logs) => this.#epochEnds(epoch, logs),
      onTrainEnd: async () => this.#trainEnds(),
    });
    this.logdir = logdir;
    this.#args = { updateFreq, histogramFreq };
  }

  /** Called by `fit()`. */
  override setModel(model: Parameters<CustomCallback['setModel']>[0]): void {
    super.setModel(model);
    this.#model = model as LayersModel;
  }

  #batchEnds(logs: Logs = {}): void {
    this.#batchesSeen++;
    if (this.#args.updateFreq === 'batch') this.#write(logs, 'batch_', this.#batchesSeen);
  }

  #epochEnds(epoch: number, logs: Logs = {}): void {
    this.#write(logs, 'epoch_', epoch + 1);
    const { histogramFreq } = this.#args;
    if (histogramFreq === 0 || epoch % histogramFreq !== 0) return;
    const writer = this.ensureTrainWriterCreated();
    for (const weight of this.#model?.weights ?? []) writer.histogram(weight.name, weight.read(), epoch);
  }

  #trainEnds(): void {
    this.trainWriter?.flush();
    this.valWriter?.flush();
  }

  #write(logs: Logs, prefix: string, step: number): void {
    for (const [key, value] of Object.entries(logs)) {
      if (NO_METRICS.includes(key)) continue;
      const validation = key.startsWith(VALIDATION);
      const writer = validation ? this.ensureValWriterCreated() : this.ensureTrainWriterCreated();
      writer.scalar(prefix + (validation ? key.slice(VALIDATION.length) : key), Number(value), step);
    }
  }

  /** The writer for training. */
  protected ensureTrainWriterCreated(): SummaryFileWriter {
    return (this.trainWriter = summaryFileWriter(join(this.logdir, 'train')));
  }

  /** The writer for validation. */
  protected ensureValWriterCreated(): SummaryFileWriter {
    return (this.valWriter = summaryFileWriter(join(this.logdir, 'val')));
  }
}

/**
 * Logs `fit()` or `fitDataset()` of a tf.layers model for TensorBoard: losses and metrics, and if wanted the weights.
 *
 * `model.fit(xs, ys, { callbacks: tf.node.tensorBoard('/tmp/logs') })`, and in a terminal `tensorboard --logdir /tmp/logs`.
 * @param logdir - a folder, made if it is missing
 * @param args - what is logged how often
 * @throws EngineError `INVALID_ARGUMENT` for a wrong option.
 */
export function tensorBoard(logdir = './logs', args: TensorBoardCallbackArgs = {}): TensorBoardCallback {
  return new TensorBoardCallback(logdir, args);
}
