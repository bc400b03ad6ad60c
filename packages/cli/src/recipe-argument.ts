import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nearestName } from '@skipjack/datasets';
import { isRecipeName, listRecipes, parseRecipe, recipeNamed } from '@skipjack/recipes';
import type { Recipe } from '@skipjack/recipes';
import type { CliIo } from './cli-io.ts';
import { UsageError } from './usage-error.ts';

/** More than any recipe has; a larger file is not read as one. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The recipe that a command was given: one of the package's by its name, or one in a file of JSON.
 *
 * @param text - A name, or the path of a file that ends in `.json`.
 * @param io - The folder that relative paths start from.
 * @returns The recipe, checked.
 * @throws UsageError when there is no such recipe or file, or what the file holds is no recipe.
 */
export async function recipeArgument(text: string, io: Pick<CliIo, 'workingDirectory'>): Promise<Recipe> {
  if (text.endsWith('.json')) return recipeInFile(text, io);
  if (isRecipeName(text)) return recipeNamed(text);
  const nearest = nearestName({ name: text, names: listRecipes() });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw new UsageError(
    `Unknown recipe "${text}": ${hint}\`skipjack recipes\` lists them; a file's name ends in .json.`,
  );
}

async function recipeInFile(file: string, io: Pick<CliIo, 'workingDirectory'>): Promise<Recipe> {
  const text = await readFile(resolve(io.workingDirectory, file), 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`The recipe ${file} cannot be read (${reason}); name a file that is there.`);
  });
  if (text.length > MOST_CHARACTERS)
    throw new UsageError(
      `The recipe ${file} has ${text.length} characters; a recipe has at most ${MOST_CHARACTERS}.`,
    );
  try {
    return parseRecipe(text);
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
