import { Option } from 'commander';
import type { Command } from 'commander';
import type { DataDownloadFlags } from './data-download-command.ts';
import type { DataPruneFlags } from './data-prune-command.ts';
import type { DataVerifyFlags } from './data-verify-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { decimalNumber } from './option-numbers.ts';
import type { CommandHost } from './command-host.ts';

const EXAMPLES = `
Downloads go to $XDG_CACHE_HOME/skipjack/datasets, or to ~/.cache/skipjack/datasets. They go on where they were stopped, and a file
gets its name only when its checksums are right. https_proxy, http_proxy, all_proxy and no_proxy are respected; with
SKIPJACK_OFFLINE=1 nothing is fetched.

Examples:
  skipjack data list
  skipjack data download cifar10
  skipjack data verify cifar10
  skipjack data verify ./photos --json > report.json
  skipjack data prune --dry-run
`;

/**
 * Adds the commands for data sets: `data list`, `info`, `download`, `verify` and `prune`.
 *
 * @param program - The command line.
 * @param options - What the commands get, and who wants the exit code.
 * @returns The command `data`, for more commands under it.
 */
export function addDataCommands(program: Command, options: CommandHost): Command {
  const { context, onExitCode } = options;
  const data = program
    .command('data')
    .description('list, download, verify and remove data sets')
    .helpCommand(true)
    .addHelpText('after', EXAMPLES);

  data
    .command('list')
    .description('list the published data sets and what the cache has of them')
    .option('--json', 'print one JSON array')
    .action(async (flags: JsonFlags) => {
      const { dataListCommand } = await import('./data-list-command.ts');
      onExitCode(await dataListCommand(context(flags)));
    });

  data
    .command('info')
    .description('say what a data set is, which files it has, and where they would be')
    .argument('<set>', 'name of the data set, such as cifar10')
    .option('--json', 'print one JSON object')
    .action(async (name: string, flags: JsonFlags) => {
      const { dataInfoCommand } = await import('./data-info-command.ts');
      onExitCode(await dataInfoCommand(context(flags), name));
    });

  data
    .command('download')
    .description('fetch those files of a data set that are not there')
    .argument('<set>', 'name of the data set, such as cifar10')
    .option('--file <name...>', 'files to fetch (default: all that are not optional)')
    .option('--data-root <dir>', 'folder to put them in (default: the cache)')
    .option('--json', 'print one JSON object, and no progress')
    .action(async (name: string, flags: DataDownloadFlags) => {
      const { dataDownloadCommand } = await import('./data-download-command.ts');
      onExitCode(await dataDownloadCommand(context(flags), name));
    });

  data
    .command('verify')
    .description('compare files with their checksums, or look at every file of a folder of images')
    .argument(
      '[set-or-folder]',
      'name of a data set, or a folder, with ./ before a name (default: the cache)',
    )
    .addOption(
      new Option('--max-pixels <n>', 'of a folder: most pixels that an image may claim')
        .argParser(decimalNumber({ option: '--max-pixels', atLeast: 1 }))
        .default(64e6, '64e6'),
    )
    .option('--json', 'print one JSON value, and no progress')
    .addHelpText('after', '\nExit codes: 0 all is well, 1 something is damaged or missing, 2 wrong usage.\n')
    .action(async (what: string | undefined, flags: DataVerifyFlags) => {
      const { dataVerifyCommand } = await import('./data-verify-command.ts');
      onExitCode(await dataVerifyCommand(context(flags), what));
    });

  data
    .command('prune')
    .description('remove data sets from the cache, or else the beginnings of downloads that did not end')
    .argument('[sets...]', 'names of data sets to remove')
    .option('--all', 'remove every data set')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'print one JSON array')
    .action(async (names: string[], flags: DataPruneFlags) => {
      const { dataPruneCommand } = await import('./data-prune-command.ts');
      onExitCode(await dataPruneCommand(context(flags), names));
    });
  return data;
}
