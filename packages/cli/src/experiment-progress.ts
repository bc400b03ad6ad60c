import type { ExperimentEvent } from '@skipjack/experiments';
import type { CliIo } from './cli-io.ts';
import { grouped } from './quantities.ts';
import { singleBar } from './single-bar.ts';

/** Shows the events of an experiment. */
export interface ExperimentProgress {
  /** Shows one event. */
  readonly show: (event: ExperimentEvent) => void;
  /** Leaves the terminal as it was found. */
  readonly stop: () => void;
}

/** Where there is no terminal, a step is shown when the last line is this old, or it is the last one of its part. */
const SILENCE_MS = 10_000;
const BAR_FORMAT = '{part} [{bar}] {value}/{total} | {speed} images/s | loss {loss}';

/**
 * Shows the events of an experiment: a bar for each part on a terminal, lines elsewhere.
 *
 * @param io - Where to show them, and the clock.
 * @returns What to give the events to.
 */
export function experimentProgress({ stderr, now }: Pick<CliIo, 'stderr' | 'now'>): ExperimentProgress {
  let bar: ReturnType<typeof singleBar> | undefined;
  let shownAt = now();
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const step = (event: Extract<ExperimentEvent, { type: 'step' }>): void => {
    const { part, loss, imagesPerSecond } = event;
    const payload = { part, loss: loss.toFixed(4), speed: grouped(imagesPerSecond) };
    if (stderr.isTTY === true) {
      if (bar === undefined) {
        bar = singleBar({ stream: stderr, format: BAR_FORMAT });
        bar.start(event.steps, event.step, payload);
      } else {
        bar.update(event.step, payload);
      }
    } else if (event.step === event.steps || now() - shownAt >= SILENCE_MS) {
      shownAt = now();
      stderr.write(
        `${part}: step ${event.step}/${event.steps}, loss ${payload.loss}, ${payload.speed} images/s\n`,
      );
    }
  };
  const show = (event: ExperimentEvent): void => {
    if (event.type === 'step') {
      step(event);
      return;
    }
    stop();
    if (event.type === 'part') {
      shownAt = now();
      stderr.write(`${event.part} (${event.index + 1} of ${event.count}, seed ${event.seed})\n`);
    }
    if (event.type === 'found') stderr.write(`${event.part}: ${event.text}\n`);
  };
  return { show, stop };
}
