import { CustomCallback, nextFrame, util, type Logs } from '@tensorflow/tfjs';
import { getSuccinctNumberDisplay } from './number-display.ts';
import { ProgressBar, type ProgressTokens } from './progress-bar.ts';

/** Of a terminal, or what stands for one, that does not tell. */
const USUAL_COLUMNS = 100;
const RENDER_THROTTLE_MS = 50;
const FORMAT = 'eta=:eta :bar :placeholderForLossesAndMetrics';

/** Where the logger writes; programs and tests may put their own here. */
export const progressBarHelper: {
  /** The class of the bar. */
  ProgressBar: new (...parameters: ConstructorParameters<typeof ProgressBar>) => Pick<ProgressBar, 'tick'>;
  /** Prints a line. */
  log: (line: string) => void;
} = {
  ProgressBar,
  log: (line) => {
    process.stdout.write(`${line}\n`);
  },
};

/** What `fit()` shows of its progress at verbosity 1, on a terminal as a bar. */
export class ProgbarLogger extends CustomCallback {
  #batches = 0;
  #epochStart = 0;
  #epochMillis: number | undefined;
  #microsPerStep = 0;
  #batchesSeen = 0;
  #bar: Pick<ProgressBar, 'tick'> | undefined;

  constructor() {
    super({
      onTrainBegin: () => this.#trainBegins(),
      onEpochBegin: (epoch) => this.#epochBegins(epoch),
      onBatchEnd: (batch, logs) => this.#batchEnds(batch, logs),
      onEpochEnd: (_epoch, logs) => this.#epochEnds(logs),
    });
  }

  async #trainBegins(): Promise<void> {
    const { samples, batchSize, steps } = this.params as Readonly<Record<string, number | null | undefined>>;
    // fitDataset() without batchesPerEpoch does not know how many there are.
    this.#batches = samples != null ? Math.ceil(samples / (batchSize ?? 1)) : (steps ?? 0);
  }

  async #epochBegins(epoch: number): Promise<void> {
    progressBarHelper.log(`Epoch ${epoch + 1} / ${String(this.params['epochs'])}`);
    this.#epochStart = util.now();
    this.#epochMillis = undefined;
    this.#batchesSeen = 0;
  }

  async #batchEnds(batch: number, logs: Logs = {}): Promise<void> {
    this.#batchesSeen++;
    const half = Math.floor(0.5 * (process.stderr.columns || USUAL_COLUMNS));
    if (batch === 0)
      this.#bar = new progressBarHelper.ProgressBar(FORMAT, {
        width: half,
        total: this.#batches + 1,
        head: '>',
        renderThrottle: RENDER_THROTTLE_MS,
      });
    const tokens: ProgressTokens = { placeholderForLossesAndMetrics: metricsLine(logs, half - 12) };
    if (this.#batches === 0) this.#bar?.tick(0, tokens);
    else this.#bar?.tick(tokens);
    await nextFrame();
    if (batch === this.#batches - 1) this.#measure();
  }

  async #epochEnds(logs: Logs = {}): Promise<void> {
    // Where the number of batches is not known, the time includes that of the validation.
    if (this.#epochMillis === undefined) this.#measure();
    this.#bar?.tick({ placeholderForLossesAndMetrics: '' });
    const millis = (this.#epochMillis ?? 0).toFixed(0);
    progressBarHelper.log(`${millis}ms ${this.#microsPerStep.toFixed(0)}us/step - ${metricsLine(logs)}`);
    await nextFrame();
  }

  #measure(): void {
    const { samples } = this.params as Readonly<Record<string, number | null | undefined>>;
    this.#epochMillis = util.now() - this.#epochStart;
    this.#microsPerStep = (this.#epochMillis / (samples ?? Math.max(this.#batchesSeen, 1))) * 1000;
  }
}

/** Losses and metrics in the order of their names, cut off where the terminal would break the line. */
function metricsLine(logs: Logs, most = Number.POSITIVE_INFINITY): string {
  const names = Object.keys(logs).filter((name) => name !== 'batch' && name !== 'size');
  const line = names
    .sort()
    .map((name) => `${name}=${getSuccinctNumberDisplay(Number(logs[name]))} `)
    .join('');
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}
