import { Command } from 'commander';
import { cliVersion } from './cli-version.ts';
import type { CliIo } from './cli-io.ts';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import type { EngineInstallFlags } from './engine-command.ts';
import { addDataCommands } from './data-commands.ts';
import { addDataShowCommand } from './data-show-commands.ts';
import { addNetCommands } from './net-commands.ts';
import { addProfileCommand } from './profile-commands.ts';
import { addRecipeCommands } from './recipe-commands.ts';
import { addRunCommands } from './run-commands.ts';
import { addReproduceCommands } from './reproduce-commands.ts';
import { addSearchCommands } from './search-commands.ts';
import type { Services } from './services.ts';
import { addTrainCommand } from './train-commands.ts';

/** Options of {@link createProgram}. */
export interface CreateProgramOptions {
  /** The world outside. */
  readonly io: CliIo;
  /** The packages behind the commands. */
  readonly services: Services;
  /** Told the exit code of the command that ran. */
  readonly onExitCode: (code: number) => void;
}

const EXAMPLES = `
Examples:
  skipjack reproduce degradation
  skipjack reproduce degradation --data fashion-mnist --download --epochs 2
  skipjack reproduce degradation --nets plain20,plain56,resnet20,resnet56,resnet110 --out runs/deep
  skipjack doctor
  skipjack data list
  skipjack models "resnet*"
  skipjack describe resnet50
  skipjack compare plain34 resnet34
  skipjack profile resnet20 --batch 128
  skipjack recipes show resnet-cifar
  skipjack train mnist-quick
`;

/**
 * Describes the whole command line. A command's code is loaded when it runs, so that \`--help\` is quick.
 *
 * @param options - The world, the packages, and who wants the exit code.
 * @returns The program; it throws instead of ending the process.
 */
export function createProgram(options: CreateProgramOptions): Command {
  const { io, services, onExitCode } = options;
  const context = <Flags>(flags: Flags): CommandContext<Flags> => ({ flags, io, services });
  const program = new Command('skipjack')
    .description('Train and compare convolutional networks.')
    .version(cliVersion(), '--version', 'print the version')
    .option('--verbose', 'print the stack of an error, as SKIPJACK_DEBUG=1 does')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Help for whoever named no command; errors are printed by the caller.
      writeErr: (text) => io.stdout.write(text),
      outputError: () => {},
    })
    .addHelpText('after', EXAMPLES);

  addReproduceCommands(program, { io, context, onExitCode });
  program
    .command('doctor')
    .description('say what was found on this machine, what is missing, and how to mend it')
    .option('--json', 'print one JSON object')
    .action(async (flags: JsonFlags) => {
      const { doctorCommand } = await import('./doctor-command.ts');
      onExitCode(await doctorCommand(context(flags)));
    });

  const engine = program.command('engine').description('install or find the TensorFlow library');
  engine
    .command('install')
    .description('fetch the TensorFlow library with pip, verify it, and keep it in the cache')
    .option('--gpu', "TensorFlow for CUDA 12 with NVIDIA's libraries, 3.4 GB (Linux x64)")
    .option('--force', 'install again, even where it is there')
    .option('--dry-run', 'say what would be downloaded and where it would go, and do nothing')
    .option('--json', 'with --dry-run: print one JSON object')
    .action(async (flags: EngineInstallFlags) => {
      const { engineInstallCommand } = await import('./engine-command.ts');
      onExitCode(await engineInstallCommand(context(flags)));
    });
  engine
    .command('path')
    .description('print the folder of the library that is used')
    .action(async () => {
      const { enginePathCommand } = await import('./engine-command.ts');
      onExitCode(await enginePathCommand(context({})));
    });

  program
    .command('models')
    .description('list the nets of the zoo with their sizes')
    .argument('[pattern]', 'such as "resnet*"')
    .option('--json', 'print a JSON array of objects with name, params, macs, stages and more')
    .action(async (pattern: string | undefined, flags: JsonFlags) => {
      const { modelsCommand } = await import('./models-command.ts');
      onExitCode(await modelsCommand(context(flags), pattern));
    });

  addDataShowCommand(addDataCommands(program, { context, onExitCode }), { context, onExitCode });
  addNetCommands(program, { context, onExitCode });
  addProfileCommand(program, { context, onExitCode });
  addRecipeCommands(program, { context, onExitCode });
  addTrainCommand(program, { context, onExitCode });
  addRunCommands(program, { context, onExitCode });
  addSearchCommands(program, { context, onExitCode });
  return program;
}
