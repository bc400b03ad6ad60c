import { frozenCopy } from './frozen-copy.ts';
import { RECIPE } from './recipe-check.ts';
import { expectConsistent } from './recipe-consistency.ts';
import type { Recipe } from './recipe.ts';

/**
 * Checks a recipe: one of your own, or one that is extended by object spread. Steps of augmentation and the options of the net are
 * checked where they are made.
 *
 * @returns A deep copy that nobody can change.
 * @throws TypeError if a key is unknown, which names the nearest one, or missing, or a value is of the wrong type; each with the
 * path of the key, such as `optimizer.momentum`.
 * @throws RangeError if a number is impossible, a word is none of those allowed, a milestone is beyond the length, `accumulate` does
 * not divide the batch, or other parts do not go together.
 */
export function defineRecipe(recipe: Recipe): Recipe {
  RECIPE.test(recipe, '');
  expectConsistent(recipe);
  return frozenCopy(recipe);
}

/**
 * Reads a recipe from the text of a file of JSON.
 *
 * @throws SyntaxError if the text is not JSON; what {@link defineRecipe} throws if it is no recipe.
 */
export function parseRecipe(text: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(
      `The recipe is not JSON (${reason}); write it as \`skipjack recipes show <name> --json\` does.`,
      {
        cause: error,
      },
    );
  }
  return defineRecipe(value as Recipe);
}
