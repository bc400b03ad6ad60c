import type { TrainingStart } from '@skipjack/experiments';
import type { EvaluationReport, StepReport } from '@skipjack/recipes';
import type { CliIo } from './cli-io.ts';
import { byteSize, duration, grouped, percent } from './quantities.ts';
import { singleBar } from './single-bar.ts';

/** Shows how a training comes on. */
export interface RecipeProgress {
  /** Shows what is trained. */
  readonly start: (start: TrainingStart) => void;
  /** Shows a step. */
  readonly step: (report: StepReport) => void;
  /** Shows an evaluation. */
  readonly evaluation: (report: EvaluationReport) => void;
  /** Leaves the terminal as it was found. */
  readonly stop: () => void;
}

/** What it is shown on, and what is asked of the machine. */
export type ProgressIo = Pick<CliIo, 'stderr' | 'now'>;

/** A step is shown when the last line is this old ... */
const SILENCE_MS = 10_000;
/** ... or when another tenth of the steps is done and the last line is at least this old. */
const PAUSE_MS = 1000;

/** The values of a step as a person reads them. */
interface StepWords {
  readonly loss: string;
  readonly rate: string;
  readonly speed: string;
  readonly left: string;
  readonly memory: string;
}

/** Turns reports to words: the time left is that of the clock, evaluations included. */
function words(now: CliIo['now']): (report: StepReport) => StepWords {
  let first: { readonly step: number; readonly at: number } | undefined;
  return ({ step, steps, loss, rate, imagesPerSecond }) => {
    first ??= { step, at: now() };
    const each = (now() - first.at) / 1000 / (step - first.step);
    return {
      loss: loss.toFixed(4),
      rate: String(Number(rate.toPrecision(3))),
      speed: grouped(imagesPerSecond),
      left: duration(step === steps ? 0 : each * (steps - step)),
      memory: byteSize(process.memoryUsage.rss()),
    };
  };
}

const headline = ({ model, params, data, length }: TrainingStart): string =>
  `${model} (${grouped(params)} parameters) on ${data.name}: ${grouped(data.train.length)} images, ${grouped(length.steps)} steps\n`;

const measured = ({ step, error, trainError, best }: EvaluationReport, what: string): string =>
  `after ${grouped(step)} steps: ${what} error ${percent(error)}${best ? ' (best)' : ''}, training error ${percent(trainError)}\n`;

/** What a training is evaluated on. */
const evaluatedOn = ({ data }: TrainingStart): string => (data.heldOut ? 'held-out' : 'test');

/**
 * Shows a training: a bar on a terminal, lines elsewhere.
 *
 * @param io - Where to show it, and the clock.
 * @returns What to tell of the training.
 */
export function recipeProgress(io: ProgressIo): RecipeProgress {
  return io.stderr.isTTY === true ? progressBar(io) : progressLines(io);
}

function progressLines({ stderr, now }: ProgressIo): RecipeProgress {
  const wordsOf = words(now);
  let shownAt = -Infinity;
  let tenth = 0;
  let what = 'test';
  return {
    start(start) {
      what = evaluatedOn(start);
      stderr.write(headline(start));
    },
    step(report) {
      const { step, steps } = report;
      const { loss, rate, speed, left, memory } = wordsOf(report);
      const silence = now() - shownAt;
      const advanced = Math.floor((10 * step) / steps) > tenth;
      if (step !== steps && silence < SILENCE_MS && !(advanced && silence >= PAUSE_MS)) return;
      shownAt = now();
      tenth = Math.floor((10 * step) / steps);
      stderr.write(
        `step ${step}/${steps}, loss ${loss}, rate ${rate}, ${speed} images/s, ${left} left, ${memory} memory\n`,
      );
    },
    evaluation: (report) => void stderr.write(measured(report, what)),
    stop: () => {},
  };
}

const BAR_FORMAT =
  '[{bar}] {value}/{total} | {speed} images/s | loss {loss} | rate {rate} | error {trainError} train, {testError} {what} | {left} left | {memory}';

function progressBar({ stderr, now }: ProgressIo): RecipeProgress {
  const wordsOf = words(now);
  let bar: ReturnType<typeof singleBar> | undefined;
  let last: EvaluationReport | undefined;
  let what = 'test';
  return {
    start(start) {
      what = evaluatedOn(start);
      stderr.write(headline(start));
    },
    step(report) {
      const payload = {
        ...wordsOf(report),
        what,
        trainError: percent(last?.trainError ?? Number.NaN),
        testError: percent(last?.error ?? Number.NaN),
      };
      if (bar === undefined) {
        bar = singleBar({ stream: stderr, format: BAR_FORMAT });
        bar.start(report.steps, report.step, payload);
      } else bar.update(report.step, payload);
    },
    evaluation(report) {
      last = report;
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}
