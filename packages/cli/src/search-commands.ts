import { Option } from 'commander';
import type { Command } from 'commander';
import { BACKENDS } from './backend-choice.ts';
import type { CommandContext } from './degradation-command.ts';
import type { LrFindFlags } from './lr-find-command.ts';
import { decimalNumber, wholeNumber } from './option-numbers.ts';

const LR_EXAMPLES = `
The rate grows by the same factor from step to step. The weights are thrown away afterwards. Exit code 1: the loss did not fall.

Examples:
  skipjack lr-find mnist-quick
  skipjack lr-find resnet-cifar --data cifar10:/data/cifar --to 10 --svg rates.svg
`;

/**
 * Adds the command `lr-find`.
 *
 * @param program - The command line.
 * @param options - What the command gets, and who wants the exit code.
 */
export function addSearchCommands(
  program: Command,
  options: {
    readonly context: <Flags>(flags: Flags) => CommandContext<Flags>;
    readonly onExitCode: (code: number) => void;
  },
): void {
  const { context, onExitCode } = options;
  const rate = (option: string, description: string, usual: number, words: string): Option =>
    new Option(`${option} <rate>`, description)
      .argParser(decimalNumber({ option, atLeast: 0, above: true }))
      .default(usual, words);
  program
    .command('lr-find')
    .description('suggest a learning rate for a recipe, by a short training with a growing rate')
    .argument('<recipe>', 'name of a recipe, or a file that ends in .json')
    .option(
      '--data <spec>',
      "data set, and its path after a colon (default: the recipe's), such as folder:/pets",
    )
    .option('--data-root <dir>', "folder with the data set's official files")
    .option('--download', 'fetch a data set that is not there from its official host')
    .option('--model <name>', "another net than the recipe's")
    .addOption(
      new Option('--batch <n>', 'images in a step').argParser(wholeNumber({ option: '--batch', atLeast: 1 })),
    )
    .addOption(rate('--from', 'rate of the first step', 1e-5, '1e-5'))
    .addOption(rate('--to', 'rate of the last step', 1, '1'))
    .addOption(
      new Option('--steps <n>', 'steps')
        .argParser(wholeNumber({ option: '--steps', atLeast: 10 }))
        .default(100),
    )
    .addOption(
      new Option(
        '--backend <name>',
        "what computes: TensorFlow's library, or without it and slower, tfjs's wasm or cpu",
      )
        .choices(BACKENDS)
        .default('tensorflow'),
    )
    .option('--svg [file]', 'draw the loss over the rate, into the file or on stdout')
    .option('--json', 'print one JSON object')
    .addHelpText('after', LR_EXAMPLES)
    .action(async (name: string, flags: LrFindFlags) => {
      const { lrFindCommand } = await import('./lr-find-command.ts');
      onExitCode(await lrFindCommand(context(flags), name));
    });
}
