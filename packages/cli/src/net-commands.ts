import { Option } from 'commander';
import type { Command } from 'commander';
import type { CompareFlags } from './compare-command.ts';
import type { DescribeFlags } from './describe-command.ts';
import { inputShape } from './net-flags.ts';
import { wholeNumber } from './option-numbers.ts';
import type { CommandHost } from './command-host.ts';

const DESCRIBE_EXAMPLES = `
Examples:
  skipjack describe vgg16
  skipjack describe resnet50 --layers --input 32x32x3
  skipjack describe resnet152 --svg resnet152.svg --detail blocks
  skipjack describe googlenet --mermaid --detail stages
`;

/**
 * Adds the commands that look at nets: `describe` and `compare`.
 *
 * @param program - The command line.
 * @param options - What the commands get, and who wants the exit code.
 */
export function addNetCommands(program: Command, options: CommandHost): void {
  const { context, onExitCode } = options;
  addNetOptions(
    program
      .command('describe')
      .description('say what a net is made of and costs; draw it')
      .argument('<net>', 'name of the net, such as resnet50')
      .option('--layers', 'print every layer instead of the stages')
      .option('--mermaid', 'print it as a Mermaid flowchart'),
  )
    .addHelpText('after', DESCRIBE_EXAMPLES)
    .action(async (net: string, flags: DescribeFlags) => {
      const { describeCommand } = await import('./describe-command.ts');
      onExitCode(await describeCommand(context(flags), net));
    });

  addNetOptions(
    program
      .command('compare')
      .description('say what differs between two nets; draw them side by side')
      .argument('<net>', 'name of the one, such as plain34')
      .argument('<other>', 'name of the other, such as resnet34'),
  ).action(async (net: string, other: string, flags: CompareFlags) => {
    const { compareCommand } = await import('./compare-command.ts');
    onExitCode(await compareCommand(context(flags), [net, other]));
  });
}

/** The options of the commands that look at nets. */
function addNetOptions(command: Command): Command {
  return command
    .option('--svg [file]', 'draw it as SVG, into the file or on stdout')
    .addOption(new Option('--detail <level>', 'how much is drawn').choices(['stages', 'blocks', 'layers']))
    .addOption(
      new Option('--theme <theme>', "colours of the SVG (default: those of the reader's system)").choices([
        'light',
        'dark',
      ]),
    )
    .option('--json', 'print one JSON object')
    .option(
      '--input <shape>',
      "height, width and channels of the images, such as 32x32x3 (default: the net's)",
      inputShape,
    )
    .option(
      '--classes <n>',
      "classes, 0 for no head (default: the net's)",
      wholeNumber({ option: '--classes', atLeast: 0 }),
    )
    .option('--compat <whose>', 'whose form of the net: paper, torchvision or keras, as far as it has them')
    .addOption(
      new Option('--shortcut <type>', "which shortcut a residual net has (default: the net's)").choices([
        'A',
        'B',
        'C',
      ]),
    );
}
