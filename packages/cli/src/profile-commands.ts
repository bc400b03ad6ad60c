import { Option } from 'commander';
import type { Command } from 'commander';
import { wholeNumber } from './option-numbers.ts';
import type { ProfileFlags } from './profile-command.ts';
import type { CommandHost } from './command-host.ts';

const EXAMPLES = `
Examples:
  skipjack profile resnet20 --batch 128
  skipjack profile resnet50 --batch 1 --inference
  skipjack profile vgg16 --size 64 --trace vgg16.json          a bar for each op; opens at ui.perfetto.dev

Times are of one step, on average; the first step, which prepares the ops, does not count. An op is in the layer in which
it was recorded: convolutions that TensorFlow fuses with what follows are in the last of their layers.
`;

/**
 * Adds the command `profile`.
 *
 * @param program - The command line.
 * @param options - What the command gets, and who wants the exit code.
 */
export function addProfileCommand(program: Command, options: CommandHost): void {
  const { context, onExitCode } = options;
  const whole = (option: string): ((text: string) => number) => wholeNumber({ option, atLeast: 1 });
  program
    .command('profile')
    .description('say where the time of a step goes, by op and by layer')
    .argument('<net>', 'name of the net, such as resnet50')
    .addOption(new Option('--batch <n>', 'images in a step').argParser(whole('--batch')).default(16))
    .addOption(
      new Option('--size <px>', "height and width of the images (default: the net's)").argParser(
        whole('--size'),
      ),
    )
    .addOption(
      new Option('--precision <type>', 'what the large tensors are computed in')
        .choices(['float32', 'bfloat16'])
        .default('float32'),
    )
    .option(
      '--inference',
      'profile the forward pass alone; weights are not kept in the layout of the processor, as in use they are',
    )
    .addOption(
      new Option('--steps <n>', 'steps that are measured')
        .argParser(wholeNumber({ option: '--steps', atLeast: 1, atMost: 32 }))
        .default(5),
    )
    .option('--trace <file>', "write every op's times as a Chrome trace")
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (net: string, flags: ProfileFlags) => {
      const { profileCommand } = await import('./profile-command.ts');
      onExitCode(await profileCommand(context(flags), net));
    });
}
