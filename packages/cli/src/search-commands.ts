import { Option } from 'commander';
import type { Command } from 'commander';
import { BACKENDS } from './backend-choice.ts';
import type { LrFindFlags } from './lr-find-command.ts';
import { decimalNumber, wholeNumber } from './option-numbers.ts';
import type { SweepFlags } from './sweep-command.ts';
import type { CommandHost } from './command-host.ts';

/** More passes than any training has use for. */
const MOST_EPOCHS = 100_000;

const LR_EXAMPLES = `
The rate grows by the same factor from step to step. The weights are thrown away afterwards. Exit code 1: the loss did not fall.

Examples:
  skipjack lr-find mnist-quick
  skipjack lr-find resnet-cifar --data cifar10:/data/cifar --to 10 --svg rates.svg
`;

const SWEEP_EXAMPLES = `
A key is a path, as \`skipjack recipes show <recipe>\` prints it. Every combination is trained, in a folder of its own; \`skipjack runs\` lists
them. A sweep that was stopped goes on by the same command with --resume: runs that are finished are not repeated.

Examples:
  skipjack sweep mnist-quick --set schedule.rate=0.05,0.1 --set optimizer.weightDecay=1e-4,5e-4 --seeds 2
  skipjack sweep mnist-quick --set model.name=resnet20,plain20 --epochs 1 --out runs/nets
  skipjack sweep mnist-quick --set model.name=resnet20,plain20 --epochs 1 --out runs/nets --resume

Exit codes: 0 done, 1 failure, or a run diverged, 2 wrong usage, 130 stopped by Ctrl-C.
`;

/**
 * Adds the commands that look for numbers: `lr-find` and `sweep`.
 *
 * @param program - The command line.
 * @param options - What the command gets, and who wants the exit code.
 */
export function addSearchCommands(program: Command, options: CommandHost): void {
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
  program
    .command('sweep')
    .description('train a recipe with every combination of some values, and compare')
    .argument('<recipe>', 'name of a recipe, or a file that ends in .json')
    .requiredOption(
      '--set <key=values>',
      'a key and its values, such as schedule.rate=0.05,0.1; may be given several times',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .addOption(
      new Option('--seeds <n>', 'trainings of each combination, which differ in their seeds')
        .argParser(wholeNumber({ option: '--seeds', atLeast: 1, atMost: 100 }))
        .default(1),
    )
    .option(
      '--data <spec>',
      "data set, and its path after a colon (default: the recipe's), such as folder:/pets",
    )
    .option('--data-root <dir>', "folder with the data set's official files")
    .option('--download', 'fetch a data set that is not there from its official host')
    .addOption(
      new Option('--steps <n>', 'length of each training in steps').argParser(
        wholeNumber({ option: '--steps', atLeast: 1 }),
      ),
    )
    .addOption(
      new Option('--epochs <x>', 'the same in passes over the training images').argParser(
        decimalNumber({ option: '--epochs', atLeast: 0, atMost: MOST_EPOCHS, above: true }),
      ),
    )
    .option('--out <dir>', 'folder of the sweep (default: the first free runs/sweep-<recipe>-<number>)')
    .option('--resume', 'go on with the sweep in --out')
    .addOption(
      new Option(
        '--backend <name>',
        "what computes: TensorFlow's library, or without it and slower, tfjs's wasm or cpu",
      )
        .choices(BACKENDS)
        .default('tensorflow'),
    )
    .option('--json', 'print one JSON object for each run and nothing else; the last is the result')
    .addHelpText('after', SWEEP_EXAMPLES)
    .action(async (name: string, flags: SweepFlags) => {
      const { sweepCommand } = await import('./sweep-command.ts');
      onExitCode(await sweepCommand(context(flags), name));
    });
}
