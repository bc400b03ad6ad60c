import { listRecipes, recipeNamed } from '@skipjack/recipes';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { expectedWords, lengthWords, scheduleWords } from './recipe-words.ts';
import { textTable } from './text-table.ts';
import { UsageError } from './usage-error.ts';

const TITLES = ['recipe', 'net', 'data', 'rate', 'optimizer', 'length', 'batch', 'expected test error'];

const NOTES = `
Every value of a recipe with its source, or all of it as JSON, for a file of your own with another net or other numbers:
  skipjack recipes show <recipe>
  skipjack recipes show <recipe> --json > own.json
`;

/**
 * `skipjack recipes`: lists the recipes, as a table or as a JSON array.
 *
 * @param context - Options and world.
 * @param rest - Words that are no command of `recipes`.
 * @returns The exit code 0.
 * @throws UsageError when there are such words.
 */
export async function recipesCommand(
  context: CommandContext<JsonFlags>,
  rest: readonly string[] = [],
): Promise<number> {
  const { flags, io } = context;
  const [word] = rest;
  if (word !== undefined)
    throw new UsageError(
      `"skipjack recipes" has no command "${word}"; write \`skipjack recipes show ${word}\`.`,
    );
  const recipes = listRecipes().map((name) => recipeNamed(name));
  if (flags.json === true) {
    io.stdout.write(`${JSON.stringify(recipes)}\n`);
    return 0;
  }
  const rows = recipes.map((recipe) => [
    recipe.name,
    recipe.model.name,
    recipe.data.name,
    scheduleWords(recipe.schedule),
    recipe.optimizer.type,
    lengthWords(recipe.length),
    String(recipe.batch),
    expectedWords(recipe),
  ]);
  io.stdout.write(textTable({ titles: TITLES, rows, left: 5 }));
  io.stdout.write(NOTES);
  return 0;
}
