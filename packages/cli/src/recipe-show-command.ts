import type { Recipe } from '@skipjack/recipes';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { checkForms, writeDrawing } from './drawing-flags.ts';
import { percent } from './quantities.ts';
import { recipeArgument } from './recipe-argument.ts';
import { recipeValues } from './recipe-values.ts';
import { textTable } from './text-table.ts';

/** The options of `skipjack recipes show`. */
export interface RecipeShowFlags extends JsonFlags {
  /** `--svg`, with the file if one is named. */
  readonly svg?: string | true;
}

/**
 * `skipjack recipes show <recipe>`: prints a recipe with the source of every value, as text or JSON, or draws its learning rate.
 *
 * @param context - Options and world.
 * @param name - Name of the recipe, or a file.
 * @returns The exit code 0.
 * @throws UsageError when there is no such recipe, or options do not go together.
 */
export async function recipeShowCommand(
  context: CommandContext<RecipeShowFlags>,
  name: string,
): Promise<number> {
  const { flags, io } = context;
  const { json = false, svg } = flags;
  checkForms({ '--json': json, '--svg': svg !== undefined }, {});
  const recipe = await recipeArgument(name, io);
  if (json) {
    io.stdout.write(`${JSON.stringify(recipe, null, 2)}\n`);
    return 0;
  }
  if (svg !== undefined) {
    const { rateChart } = await import('./rate-chart.ts');
    const chart = rateChart(recipe);
    await writeDrawing(io, svg, chart.svg);
    for (const note of chart.notes) io.stderr.write(`${note}\n`);
    return 0;
  }
  io.stdout.write(recipeText(recipe));
  return 0;
}

/** The recipe as text: values with the numbers of their sources, the sources, what differs, and what it reaches. */
function recipeText(recipe: Recipe): string {
  const { name, description, differs = [] } = recipe;
  const values = recipeValues(recipe);
  const sources = [...new Set(values.flatMap(({ source }) => (source === undefined ? [] : [source])))];
  const rows = values.map(({ path, value, source }) => [
    path,
    value,
    source === undefined ? '' : `[${sources.indexOf(source) + 1}]`,
  ]);
  const table = textTable({ titles: ['key', 'value', 'source'], rows, left: 3 });
  return [
    `${name}: ${description}\n`,
    table,
    section(
      'Sources',
      sources.map((source, index) => `[${index + 1}] ${source}`),
    ),
    section('Differs', differs),
    section('Expected', expectedLines(recipe)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;

function expectedLines({ expected }: Recipe): string[] {
  if (expected === undefined) return [];
  const { low, high, mean, std, seeds = 1, source } = expected;
  const spread = std === undefined ? '' : ` +- ${percent(std)}`;
  const middle = mean === undefined ? '' : `, on average ${percent(mean)}${spread}`;
  const runs = seeds === 1 ? '' : ` of ${seeds} seeds`;
  return [`test error from ${percent(low)} to ${percent(high)}${middle}${runs}`, source];
}
