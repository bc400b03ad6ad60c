import type { RateRangePoint, RateRangeResult, Recipe } from '@skipjack/recipes';
import { slownessNotice } from './backend-choice.ts';
import type { BackendChoice } from './backend-choice.ts';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { checkForms, writeDrawing } from './drawing-flags.ts';
import { withInterrupts } from './interrupts.ts';
import { rateText } from './rate-text.ts';
import { recipeArgument } from './recipe-argument.ts';
import { scheduleWords } from './recipe-words.ts';
import { singleBar } from './single-bar.ts';
import { textTable } from './text-table.ts';
import { dataSpec, downloadIfAsked } from './train-data.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack lr-find`. */
export interface LrFindFlags extends JsonFlags {
  /** `--data` */
  readonly data?: string;
  /** `--data-root` */
  readonly dataRoot?: string;
  /** `--model` */
  readonly model?: string;
  /** `--batch` */
  readonly batch?: number;
  /** `--download` */
  readonly download?: boolean;
  /** `--from` */
  readonly from: number;
  /** `--to` */
  readonly to: number;
  /** `--steps` */
  readonly steps: number;
  /** `--backend` */
  readonly backend: BackendChoice;
  /** `--svg`, with the file if one is named. */
  readonly svg?: string | true;
}

/**
 * `skipjack lr-find <recipe>`: trains for some steps whose rate grows from very low to very high, and suggests a rate.
 *
 * @param context - Options, world and packages.
 * @param name - Name of the recipe, or a file.
 * @returns The exit code: 0, 1 where no rate can be suggested, or that of the signal that stopped it.
 * @throws UsageError when there is no such recipe or data set, or options do not go together.
 */
export async function lrFindCommand(context: CommandContext<LrFindFlags>, name: string): Promise<number> {
  const { flags, io, services } = context;
  const { json = false, svg, from, to, steps, backend } = flags;
  checkForms({ '--json': json, '--svg': svg !== undefined }, {});
  if (from >= to) throw new UsageError(`--from must be below --to, ${to}; got ${from}.`);
  const recipe = await chosenRecipe(name, context);
  const data = dataSpec({ ...flags, io, recipe, former: undefined });
  return await withInterrupts({
    io,
    notice: 'stopping',
    work: async (interrupts) => {
      const { signal, exitCode, beforeExit } = interrupts;
      const progress = stepBar(context, steps);
      beforeExit(progress.stop);
      try {
        await services.prepareEngine(backend);
        const notice = slownessNotice(backend);
        if (notice !== undefined) io.stderr.write(`${notice}\n`);
        await downloadIfAsked(context, data, interrupts);
        const result = await services.findRate({
          ...{ recipe, data, from, to, steps, signal },
          onStep: progress.show,
        });
        progress.stop();
        await printed(context, recipe, result);
        return result.suggested === undefined ? 1 : 0;
      } catch (error) {
        if (exitCode() === undefined || error !== signal.reason) throw error;
        return exitCode() ?? 1;
      } finally {
        progress.stop();
      }
    },
  });
}

/** The recipe with the changes of the command line. */
async function chosenRecipe(name: string, { flags, io }: CommandContext<LrFindFlags>): Promise<Recipe> {
  const recipe = await recipeArgument(name, io);
  const { changedRecipe } = await import('@skipjack/experiments');
  const { data, model, batch } = flags;
  try {
    return changedRecipe(recipe, { data, model, batch });
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

async function printed(
  { flags, io }: CommandContext<LrFindFlags>,
  recipe: Recipe,
  result: RateRangeResult,
): Promise<void> {
  if (flags.json === true) io.stdout.write(`${JSON.stringify({ recipe: recipe.name, ...result })}\n`);
  else if (flags.svg !== undefined) {
    const { rateRangeChart } = await import('./rate-range-chart.ts');
    await writeDrawing(io, flags.svg, rateRangeChart(recipe.name, result));
  } else io.stdout.write(`${table(result.points)}\n`);
  const said = flags.json === true || flags.svg !== undefined ? io.stderr : io.stdout;
  for (const line of verdict(recipe, result)) said.write(`${line}\n`);
}

const MOST_ROWS = 12;

function table(points: readonly RateRangePoint[]): string {
  const count = Math.min(MOST_ROWS, points.length);
  const shown = Array.from(
    { length: count },
    (_, row) => points[count < 2 ? 0 : Math.round((row * (points.length - 1)) / (count - 1))],
  );
  const rows = shown.flatMap((point) =>
    point === undefined
      ? []
      : [[rateText(point.rate), String(point.step), point.loss.toFixed(4), point.smoothed.toFixed(4)]],
  );
  return textTable({ titles: ['rate', 'step', 'loss', 'smoothed'], rows, left: 0 });
}

function verdict(recipe: Recipe, { suggested, lowest, diverged, points }: RateRangeResult): string[] {
  const last = points.at(-1)?.rate;
  const end = diverged
    ? [`It ended at the rate ${last === undefined ? 'of the first step' : rateText(last)}, as the loss grew.`]
    : [];
  if (suggested === undefined || lowest === undefined)
    return [
      ...end,
      'The loss does not fall in this range; give a higher --to, a lower --from, or more --steps.',
    ];
  return [
    `Suggested rate: ${rateText(suggested)}, where the loss falls most steeply; it is lowest at ${rateText(lowest)}.`,
    ...end,
    `The recipe ${recipe.name} trains with ${scheduleWords(recipe.schedule)}.`,
  ];
}

interface StepBar {
  readonly show: (point: RateRangePoint) => void;
  readonly stop: () => void;
}

/** A bar on a terminal, nothing elsewhere: it is a matter of a minute. */
function stepBar({ flags, io }: CommandContext<LrFindFlags>, steps: number): StepBar {
  if (io.stderr.isTTY !== true || flags.json === true) return { show: () => {}, stop: () => {} };
  let bar: ReturnType<typeof singleBar> | undefined;
  return {
    show({ step, rate, smoothed }) {
      const payload = { rate: rateText(rate), loss: smoothed.toFixed(4) };
      if (bar !== undefined) bar.update(step, payload);
      else {
        bar = singleBar({
          stream: io.stderr,
          format: '[{bar}] {value}/{total} | rate {rate} | loss {loss}',
        });
        bar.start(steps, step, payload);
      }
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}
