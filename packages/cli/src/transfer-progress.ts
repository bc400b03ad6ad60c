import type { CliIo } from './cli-io.ts';
import { singleBar } from './single-bar.ts';

/** Shows how far a download or an installation has come. */
export interface TransferProgress {
  /**
   * Shows the present state.
   *
   * @param label - What is being done; what follows its last colon, such as the bytes so far, may change with each call.
   * @param fraction - How much of it is done, in [0, 1]; undefined where that is not known.
   */
  readonly show: (label: string, fraction: number | undefined) => void;
  /** Leaves the terminal as it was found. */
  readonly stop: () => void;
}

/**
 * Shows a transfer: a bar on a terminal; elsewhere a line for each new label (up to its last colon) and each quarter.
 *
 * @param io - Where to show it.
 * @returns What to tell the progress to.
 */
export function transferProgress({ stderr }: Pick<CliIo, 'stderr'>): TransferProgress {
  let bar: ReturnType<typeof singleBar> | undefined;
  let shown = '';
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const show = (label: string, fraction: number | undefined): void => {
    if (stderr.isTTY === true && fraction !== undefined) {
      const value = Math.round(fraction * 100);
      if (bar === undefined) {
        bar = singleBar({ stream: stderr, format: '[{bar}] {percentage} % | {label}' });
        bar.start(100, value, { label });
      } else {
        bar.update(value, { label });
      }
      return;
    }
    stop();
    const quarter = fraction === undefined ? '' : Math.floor(fraction * 4);
    const line = `${label.replace(/: [^:]*$/, '')} ${quarter}`;
    const done = fraction === undefined ? '' : ` (${Math.floor(fraction * 100)} %)`;
    if (line !== shown) stderr.write(`${label}${done}\n`);
    shown = line;
  };
  return { show, stop };
}
