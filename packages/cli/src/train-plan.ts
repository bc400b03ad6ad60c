import type { TrainingPlan } from '@skipjack/experiments';
import type { Recipe } from '@skipjack/recipes';
import { byteSize, grouped } from './quantities.ts';
import { expectedWords, lengthWords, scheduleWords } from './recipe-words.ts';
import { textTable } from './text-table.ts';

/** What {@link planText} tells of. */
export interface PlanTextOptions {
  /** The recipe, with the changes of the command line. */
  readonly recipe: Recipe;
  /** What it comes to. */
  readonly plan: TrainingPlan;
  /** The folder that the run would get. */
  readonly folder: string;
}

const rate = (value: number): string => String(Number(value.toPrecision(4)));
const decimal = (value: number): string => String(Math.round(value * 100) / 100);

/**
 * Says what a training would do and need.
 *
 * @param options - The recipe and the plan.
 * @returns Lines, each with its line end.
 */
export function planText({ recipe, plan, folder }: PlanTextOptions): string {
  const { length, rates, memoryBytes, macs } = plan;
  const evaluations = plan.followsEvaluations ? ', lower where evaluations ask for it' : '';
  const expected = expectedWords(recipe);
  const rows = [
    ['recipe', `${recipe.name}, ${lengthWords(recipe.length)}`],
    [
      'net',
      `${plan.model}, ${grouped(plan.params)} parameters, ${grouped(macs ?? Number.NaN)} multiply-adds an image`,
    ],
    [
      'data',
      `${plan.data}, ${grouped(plan.trainImages)} images of ${plan.imageShape.join(' x ')} in ${plan.classes} classes, ${grouped(plan.validationImages)} to evaluate on`,
    ],
    [
      'steps',
      `${grouped(length.steps)}, ${decimal(length.epochs)} epochs of ${grouped(length.stepsPerEpoch)}`,
    ],
    ['batch', `${plan.batch} images`],
    [
      'learning rate',
      `${rate(rates.first)} to ${rate(rates.highest)} to ${rate(rates.last)}, ${scheduleWords(recipe.schedule)}${evaluations}`,
    ],
    ['precision', recipe.precision ?? 'float32'],
    ['seed', String(recipe.seed ?? 0)],
    ['expected', expected === '' ? 'not known' : `test error ${expected}`],
    ['disk', `about ${byteSize(plan.diskBytes)}, ${byteSize(plan.checkpointBytes)} for each checkpoint`],
    [
      'memory',
      memoryBytes === null
        ? 'not known'
        : `about ${byteSize(Math.round(memoryBytes))} for weights, optimizer and activations`,
    ],
    ['folder', folder],
  ];
  return `${textTable({ titles: ['what', 'value'], rows, left: 2 })}\nNothing was changed: leave --dry-run out to train.\n`;
}
