import { Option } from 'commander';
import type { Command } from 'commander';
import { BACKENDS } from './backend-choice.ts';
import { decimalNumber, wholeNumber } from './option-numbers.ts';
import type { TrainFlags } from './train-command.ts';
import type { CommandHost } from './command-host.ts';

/** More passes than any training has use for; the steps that they are stay exact numbers. */
const MOST_EPOCHS = 100_000;

const EXAMPLES = `
Examples:
  skipjack train mnist-quick
  skipjack train resnet-cifar --model resnet56 --download --out runs/deep
  skipjack train resnet-imagenet --data imagenet:/data/imagenet --dry-run
  skipjack train --resume --out runs/deep                      goes on to the last bit, after a kill too
  skipjack train mnist-quick --resume                          the run of that recipe that was started last
  skipjack recipes show mnist-quick --json > own.json && skipjack train own.json

A signal (Ctrl-C, kill, a closed terminal) ends the step and saves; a second one, after a second, leaves at once.
Exit codes: 0 done, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C, 143 stopped by SIGTERM or SIGHUP.
`;

/**
 * Adds the command `train`.
 *
 * @param program - The command line.
 * @param options - What the command gets, and who wants the exit code.
 */
export function addTrainCommand(program: Command, options: CommandHost): void {
  const { context, onExitCode } = options;
  const whole = (name: string, description: string): Option => {
    const [option = name] = name.split(' ');
    return new Option(name, description).argParser(wholeNumber({ option, atLeast: 1 }));
  };
  program
    .command('train')
    .description('train what a recipe describes, in a folder from which it can go on at any time')
    .argument('[recipe]', 'name of a recipe, or a file that ends in .json; may be left out with --resume')
    .option(
      '--data <spec>',
      "data set, and its path after a colon (default: the recipe's), such as folder:/pets",
    )
    .option('--data-root <dir>', "folder with the data set's official files")
    .option('--download', 'fetch a data set that is not there from its official host')
    .option('--model <name>', "another net than the recipe's")
    .option('--start <path>', 'run, checkpoint or safetensors file that a recipe with startFrom begins with')
    .option('--out <dir>', 'folder of the run (default: the first free runs/<recipe>-<number>)')
    .option(
      '--resume',
      'go on with the run in --out, or with the last one in runs, of the recipe where it is named',
    )
    .option('--force', 'with --resume: go on although the recipe has changed')
    .option('--dry-run', 'say what would be done and what it would need, and do nothing')
    .addOption(
      new Option('--seed <n>', 'seed of weights, order, augmentation and mixing').argParser(
        wholeNumber({ option: '--seed', atLeast: 0, atMost: 2 ** 32 - 1 }),
      ),
    )
    .addOption(whole('--steps <n>', 'length of the training in steps'))
    .addOption(
      new Option('--epochs <x>', 'the same in passes over the training images').argParser(
        decimalNumber({ option: '--epochs', atLeast: 0, atMost: MOST_EPOCHS, above: true }),
      ),
    )
    .addOption(whole('--batch <n>', 'images in a step'))
    .addOption(
      new Option('--precision <type>', 'what the large tensors are computed in').choices([
        'float32',
        'bfloat16',
      ]),
    )
    .addOption(
      new Option(
        '--on-nan <policy>',
        'what a loss or gradient that is not finite leads to (default: stop)',
      ).choices(['stop', 'skip', 'rollback']),
    )
    .addOption(whole('--patience <n>', 'evaluations without a better one after which it ends'))
    .addOption(
      whole('--checkpoint-every <n>', 'steps between two checkpoints, besides those after evaluations'),
    )
    .addOption(
      new Option(
        '--backend <name>',
        "what computes: TensorFlow's library, or without it and slower, tfjs's wasm or plain JavaScript (cpu)",
      )
        .choices(BACKENDS)
        .default('tensorflow'),
    )
    .option('--json', 'print one JSON object per event and nothing else; the last is the result')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, flags: TrainFlags) => {
      const { trainCommand } = await import('./train-command.ts');
      onExitCode(await trainCommand(context(flags), name));
    });
}
