import { Option } from 'commander';
import type { Command } from 'commander';
import type { DataShowFlags } from './data-show-command.ts';
import { wholeNumber } from './option-numbers.ts';
import type { CommandHost } from './command-host.ts';

const EXAMPLES = `
A set is a name, such as mnist, or a kind with a path after a colon: folder:./photos, cifar10-format:./data, tfrecord:./train-*.tfrecord,
webdataset, parquet, csv. Each row is one sample, as it is and as the recipe's first epochs see it.

Examples:
  skipjack data show mnist --recipe fashion-mnist-quick --png sheet.png
  skipjack data show folder:./photos --recipe torchvision-reference --svg sheet.svg --rows 6
`;

/** More pictures would not be looked at. */
const MOST = 100;

/**
 * Adds `data show`.
 *
 * @param data - The command `data`.
 * @param options - What the command gets, and who wants the exit code.
 */
export function addDataShowCommand(data: Command, options: CommandHost): void {
  const { context, onExitCode } = options;
  const count = (option: string, description: string, usual: number): Option =>
    new Option(`${option} <n>`, description)
      .argParser(wholeNumber({ option, atLeast: 1, atMost: MOST }))
      .default(usual);
  data
    .command('show')
    .description("draw what a recipe's augmentation makes of a data set's images")
    .argument('<set>', 'name of a data set, or a kind with a path after a colon, such as folder:./photos')
    .requiredOption('--recipe <recipe>', 'name of a recipe, or a file that ends in .json')
    .option('--svg [file]', 'draw an SVG with names beside the rows, into the file or on stdout')
    .option('--png <file>', 'draw a PNG of the pictures alone')
    .addOption(count('--rows', 'samples, from the whole set', 4))
    .addOption(count('--columns', 'pictures of a sample: as it is, and as the first epochs see it', 8))
    .option('--download', 'fetch a published set that is not there')
    .option('--json', 'print one JSON object that says what was drawn')
    .addHelpText('after', EXAMPLES)
    .action(async (set: string, flags: DataShowFlags) => {
      const { dataShowCommand } = await import('./data-show-command.ts');
      onExitCode(await dataShowCommand(context(flags), set));
    });
}
