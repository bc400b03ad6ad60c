import type { DegradationEvent } from '@skipjack/experiments';
import type { CliIo } from './cli-io.ts';
import { counted, duration, grouped, percent } from './quantities.ts';
import { singleBar } from './single-bar.ts';

/** Shows the events of a training run. */
export interface TrainingProgress {
  /** Shows one event. */
  readonly show: (event: DegradationEvent) => void;
  /** Leaves the terminal as it was found. */
  readonly stop: () => void;
}

/** A step is shown when the last line is this old ... */
const SILENCE_MS = 10_000;
/** ... or when another tenth of the steps is done and the last line is at least this old. */
const PAUSE_MS = 1000;

/**
 * Shows a run's events: a bar for each net on a terminal, lines elsewhere.
 *
 * @param io - Where to show them, and the clock.
 * @returns What to give the events to.
 */
export function trainingProgress(io: Pick<CliIo, 'stderr' | 'now'>): TrainingProgress {
  return io.stderr.isTTY === true ? trainingBar(io) : trainingLines(io);
}

type StepEvent = Extract<DegradationEvent, { type: 'step' }>;
type Evaluation = Extract<DegradationEvent, { type: 'evaluation' }>['evaluation'];

function measured({ step, trainError, testError }: Evaluation): string {
  return `after ${counted(step, 'step')}: training error ${percent(trainError)}, test error ${percent(testError)}`;
}

/** Lines that both forms print: a net begins, a net is done. */
function milestone(event: DegradationEvent): string | undefined {
  if (event.type === 'net') {
    return `${event.net} (${event.index + 1} of ${event.count}): ${grouped(event.params)} parameters\n`;
  }
  if (event.type !== 'result') return undefined;
  const { name, trainError, testError, imagesPerSecond } = event.net;
  return `${name}: training error ${percent(trainError)}, test error ${percent(testError)}, ${grouped(imagesPerSecond)} images/s\n`;
}

function trainingLines({ stderr, now }: Pick<CliIo, 'stderr' | 'now'>): TrainingProgress {
  let shownAt = -Infinity;
  let tenth = 0;
  const isDue = ({ step, steps }: StepEvent): boolean => {
    const silence = now() - shownAt;
    const advanced = Math.floor((10 * step) / steps) > tenth;
    return step === steps || silence >= SILENCE_MS || (advanced && silence >= PAUSE_MS);
  };
  const show = (event: DegradationEvent): void => {
    if (event.type === 'net') {
      shownAt = -Infinity;
      tenth = 0;
    }
    if (event.type === 'step' && isDue(event)) {
      const { net, step, steps, loss, imagesPerSecond, secondsLeft } = event;
      shownAt = now();
      tenth = Math.floor((10 * step) / steps);
      stderr.write(
        `${net}: step ${step}/${steps}, loss ${loss.toFixed(4)}, ${grouped(imagesPerSecond)} images/s, ${duration(secondsLeft)} left\n`,
      );
    }
    if (event.type === 'evaluation') stderr.write(`${event.net}: ${measured(event.evaluation)}\n`);
    stderr.write(milestone(event) ?? '');
  };
  return { show, stop: () => {} };
}

const BAR_FORMAT =
  '{net} [{bar}] {value}/{total} | {speed} images/s | loss {loss} | error {trainError} train, {testError} test | {left} left';

function trainingBar({ stderr }: Pick<CliIo, 'stderr' | 'now'>): TrainingProgress {
  let bar: ReturnType<typeof singleBar> | undefined;
  let last: Evaluation | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const show = (event: DegradationEvent): void => {
    if (event.type === 'net' || event.type === 'result') {
      stop();
      last = undefined;
    }
    if (event.type === 'evaluation') last = event.evaluation;
    if (event.type === 'step') {
      const { net, step, steps, loss, imagesPerSecond, secondsLeft } = event;
      const payload = {
        net,
        loss: loss.toFixed(4),
        speed: grouped(imagesPerSecond),
        left: duration(secondsLeft),
        trainError: percent(last?.trainError ?? Number.NaN),
        testError: percent(last?.testError ?? Number.NaN),
      };
      if (bar === undefined) {
        bar = singleBar({ stream: stderr, format: BAR_FORMAT });
        bar.start(steps, step, payload);
      } else {
        bar.update(step, payload);
      }
    }
    stderr.write(milestone(event) ?? '');
  };
  return { show, stop };
}
