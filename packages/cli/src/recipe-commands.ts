import type { Command } from 'commander';
import type { JsonFlags } from './doctor-command.ts';
import type { RecipeShowFlags } from './recipe-show-command.ts';
import type { CommandHost } from './command-host.ts';

const EXAMPLES = `
Examples:
  skipjack recipes
  skipjack recipes show resnet-cifar
  skipjack recipes show googlenet --svg googlenet.svg
  skipjack recipes show mnist-quick --json > own.json          change it, and show or train with own.json
`;

/**
 * Adds the commands that look at recipes: `recipes` and `recipes show`.
 *
 * @param program - The command line.
 * @param options - What the commands get, and who wants the exit code.
 */
export function addRecipeCommands(program: Command, options: CommandHost): void {
  const { context, onExitCode } = options;
  const recipes = program
    .command('recipes')
    .description('list the recipes of trainings')
    .option('--json', 'print a JSON array of the recipes')
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(true)
    .action(async (flags: JsonFlags, command: Command) => {
      const { recipesCommand } = await import('./recipes-command.ts');
      onExitCode(await recipesCommand(context(flags), command.args));
    });
  recipes
    .command('show')
    .description('print a recipe, with the source of every value')
    .argument('<recipe>', 'name of a recipe, or a file that ends in .json')
    .option('--json', 'print the recipe as JSON, for a file of your own')
    .option('--svg [file]', 'draw the learning rate over the training as SVG, into the file or on stdout')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, _: object, command: Command) => {
      const { recipeShowCommand } = await import('./recipe-show-command.ts');
      // `--json` is an option of the parent too, which takes it.
      onExitCode(await recipeShowCommand(context(command.optsWithGlobals<RecipeShowFlags>()), name));
    });
}
