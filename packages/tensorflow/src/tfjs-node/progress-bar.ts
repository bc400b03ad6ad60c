/** What a {@link ProgressBar} looks like. */
export interface ProgressBarOptions {
  /** Characters of the bar itself. */
  readonly width: number;
  /** So many ticks are all. */
  readonly total: number;
  /** The last character of the part that is done. */
  readonly head: string;
  /** Milliseconds between two drawings. */
  readonly renderThrottle: number;
}

/** Texts for the places of a format that begin with a colon. */
export type ProgressTokens = Readonly<Record<string, string>>;

/** A bar on the terminal's error stream; nothing where that is no terminal. */
export class ProgressBar {
  readonly #format: string;
  readonly #options: ProgressBarOptions;
  readonly #start = performance.now();
  #done = 0;
  #drawn = Number.NEGATIVE_INFINITY;

  /** @param format - a line with the places `:eta`, `:bar` and those that the tokens fill */
  constructor(format: string, options: ProgressBarOptions) {
    this.#format = format;
    this.#options = options;
  }

  /** One step further, or as many as are given, which may be none. */
  tick(step: number | ProgressTokens, tokens: ProgressTokens = typeof step === 'number' ? {} : step): void {
    this.#done += typeof step === 'number' ? step : 1;
    const stream = process.stderr;
    if (!stream.isTTY) return;
    const complete = this.#done >= this.#options.total;
    const now = performance.now();
    if (!complete && now - this.#drawn < this.#options.renderThrottle) return;
    this.#drawn = now;
    stream.cursorTo(0);
    stream.write(this.line(tokens, (now - this.#start) / 1000).slice(0, stream.columns));
    stream.clearLine(1);
    if (complete) stream.write('\n');
  }

  /** The line as it would be drawn after so many seconds. */
  line(tokens: ProgressTokens, seconds: number): string {
    const { width, total, head } = this.#options;
    const share = total > 0 ? Math.min(this.#done / total, 1) : 0;
    const filled = Math.round(Math.max(width, 0) * share);
    const bar = '='.repeat(filled).replace(/=$/, head) + '-'.repeat(Math.max(width, 0) - filled);
    const left = share > 0 ? (seconds / share) * (1 - share) : 0;
    const texts: ProgressTokens = { eta: left.toFixed(1), bar, ...tokens };
    return this.#format.replaceAll(/:(\w+)/g, (place, name: string) => texts[name] ?? place);
  }
}
