import { scheduleOf } from '@skipjack/recipes';
import type { EvaluationRecord, Recipe, ScheduleSpec } from '@skipjack/recipes';
import { lineChart } from '@skipjack/visualize';

/** Training images of the data sets that recipes name. */
const IMAGES: Readonly<Record<string, number>> = {
  mnist: 60_000,
  'fashion-mnist': 60_000,
  cifar10: 50_000,
  cifar100: 50_000,
  imagenet: 1_281_167,
};

/** Steps of an epoch where nobody knows how many images there are; the drawing is in epochs then. */
const SOME_STEPS = 1000;

/** More points would not be seen. */
const MOST_POINTS = 1200;

/** A learning rate over a training, drawn. */
export interface RateChart {
  /** The drawing. */
  readonly svg: string;
  /** What it does not show, one sentence each. */
  readonly notes: readonly string[];
}

/** What of a schedule depends on evaluations that nobody knows beforehand. */
function notesOf(schedule: ScheduleSpec): string[] {
  switch (schedule.type) {
    case 'plateau':
      return ['The rate drops when the evaluations do not improve, which is not drawn.'];
    case 'hold':
      return notesOf(schedule.schedule);
    case 'warmUp': {
      const own = schedule.until ? ['The warm-up is drawn as if it ended with the first evaluation.'] : [];
      return [...own, ...notesOf(schedule.schedule)];
    }
    default:
      return [];
  }
}

/** One evaluation that ends every warm-up. */
function firstEvaluation({ evaluation }: Recipe, stepsPerEpoch: number): EvaluationRecord {
  const every = evaluation?.every ?? { epochs: 1 };
  const step = 'steps' in every ? every.steps : Math.max(1, Math.round(every.epochs * stepsPerEpoch));
  return { step, loss: 0, error: 0, trainError: 0, trainLoss: 0 };
}

/**
 * Draws the learning rate of a recipe over its training.
 *
 * @param recipe - The recipe.
 * @returns The drawing, and what it does not show.
 */
export function rateChart(recipe: Recipe): RateChart {
  const { name, data, batch, length, schedule } = recipe;
  const { limit = Infinity, holdOut = 0 } = data;
  const images = Math.min((IMAGES[data.name] ?? SOME_STEPS * batch) - holdOut, limit);
  const stepsPerEpoch = Math.max(1, Math.floor(images / batch));
  const inEpochs = 'epochs' in length;
  const steps = inEpochs ? Math.max(1, Math.round(length.epochs * stepsPerEpoch)) : length.steps;
  const rateOf = scheduleOf(schedule, { steps, stepsPerEpoch });
  const history = [firstEvaluation(recipe, stepsPerEpoch)];
  const count = Math.min(steps, MOST_POINTS);
  const points = Array.from({ length: count }, (_, index) => {
    const step = count < 2 ? 0 : Math.round((index * (steps - 1)) / (count - 1));
    return { x: inEpochs ? step / stepsPerEpoch : step, y: rateOf(step, history) };
  });
  const notes = notesOf(schedule);
  const svg = lineChart({
    title: `Learning rate of ${name}`,
    description: [`The learning rate over the training, from ${points[0]?.y}.`, ...notes].join(' '),
    xLabel: inEpochs ? 'epoch' : 'training step',
    yLabel: 'learning rate',
    width: 560,
    series: [{ name: 'rate', points }],
  });
  return { svg, notes };
}
