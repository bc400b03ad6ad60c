import { Command, Option } from 'commander';
import { BACKENDS } from './backend-choice.ts';
import { cliVersion } from './cli-version.ts';
import type { CliIo } from './cli-io.ts';
import type { CommandContext, DegradationFlags } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import type { EngineInstallFlags } from './engine-command.ts';
import { EXPERIMENTS } from './experiment-list.ts';
import { addDataCommands } from './data-commands.ts';
import { addNetCommands } from './net-commands.ts';
import { addProfileCommand } from './profile-commands.ts';
import { addRecipeCommands } from './recipe-commands.ts';
import { decimalNumber, wholeNumber } from './option-numbers.ts';
import type { Services } from './services.ts';
import { UsageError } from './usage-error.ts';

/** Options of {@link createProgram}. */
export interface CreateProgramOptions {
  /** The world outside. */
  readonly io: CliIo;
  /** The packages behind the commands. */
  readonly services: Services;
  /** Told the exit code of the command that ran. */
  readonly onExitCode: (code: number) => void;
}

/** More passes than any training has use for; the steps that they are stay exact numbers. */
const MOST_EPOCHS = 100_000;

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
`;

const DEGRADATION_EXAMPLES = `
The nets are plain and resnet with a depth after it: 20, 32, 44, 56, 110, 1202, or any other 6n + 2.

Examples:
  skipjack reproduce degradation                                the whole comparison, about 10 minutes
  skipjack reproduce degradation --nets plain20 --steps 50      one net, a quick look
  skipjack reproduce degradation --json > events.jsonl          for a program to read
  skipjack reproduce degradation --backend wasm --steps 100     without TensorFlow's library

Exit codes: 0 done, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C (the report is written).
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

  const reproduce = program
    .command('reproduce')
    .description("run one of the papers' experiments; without a name, list them")
    .argument('[experiment]', 'name of the experiment')
    .helpCommand(true)
    .allowUnknownOption()
    .allowExcessArguments()
    .action((name: string | undefined) => listExperiments(io, name));
  addDegradation(reproduce).action(async (flags: Omit<DegradationFlags, 'nets'> & { nets: string }) => {
    const { degradationCommand } = await import('./degradation-command.ts');
    const { netList } = await import('./net-list.ts');
    onExitCode(await degradationCommand(context({ ...flags, nets: netList(flags.nets) })));
  });

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

  addDataCommands(program, { context, onExitCode });
  addNetCommands(program, { context, onExitCode });
  addProfileCommand(program, { context, onExitCode });
  addRecipeCommands(program, { context, onExitCode });
  return program;
}

async function listExperiments(io: CliIo, name: string | undefined): Promise<void> {
  if (name === undefined) {
    const lines = EXPERIMENTS.map((experiment) => `  ${experiment.name}  ${experiment.claim}\n`);
    io.stdout.write(`Experiments:\n${lines.join('')}\nRun one with: skipjack reproduce <name>\n`);
    return;
  }
  if (name.startsWith('-')) {
    const known = EXPERIMENTS.map((experiment) => experiment.name).join(', ');
    throw new UsageError(
      `The experiment's name is missing before ${name}: write \`skipjack reproduce <name> ${name} ...\`, with a name of ${known}.`,
    );
  }
  const { nearestName } = await import('@skipjack/datasets');
  const nearest = nearestName({ name, names: EXPERIMENTS.map((experiment) => experiment.name) });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw new UsageError(`Unknown experiment "${name}": ${hint}\`skipjack reproduce\` lists them.`);
}

function addDegradation(parent: Command): Command {
  const option = (flags: string, description: string): Option => new Option(flags, description);
  return parent
    .command('degradation')
    .allowExcessArguments(false)
    .description(EXPERIMENTS[0]?.claim ?? '')
    .addOption(option('--data <name>', 'data set: mnist or fashion-mnist').default('mnist'))
    .addOption(option('--data-root <dir>', "folder with the data set's four official files"))
    .addOption(option('--download', 'fetch a data set that is not there from its official host'))
    .addOption(
      option('--nets <list>', 'nets, separated by commas').default('plain20,plain56,resnet20,resnet56'),
    )
    .addOption(
      option('--steps <n>', 'training steps for each net').argParser(
        wholeNumber({ option: '--steps', atLeast: 1 }),
      ),
    )
    .addOption(
      option('--epochs <n>', 'the same in passes over the training images').argParser(
        decimalNumber({ option: '--epochs', atLeast: 0, atMost: MOST_EPOCHS, above: true }),
      ),
    )
    .addOption(
      option('--batch <n>', 'images in a step')
        .argParser(wholeNumber({ option: '--batch', atLeast: 1 }))
        .default(64),
    )
    .addOption(
      option('--lr <rate>', 'learning rate')
        .argParser(decimalNumber({ option: '--lr', atLeast: 0, above: true }))
        .default(0.1),
    )
    .addOption(
      option('--weight-decay <x>', 'weight decay')
        .argParser(decimalNumber({ option: '--weight-decay', atLeast: 0 }))
        .default(1e-4, '1e-4, as in the paper'),
    )
    .addOption(
      option('--seed <n>', 'seed of the weights and of the order of the images')
        .argParser(wholeNumber({ option: '--seed', atLeast: 0, atMost: 2 ** 32 - 1 }))
        .default(0),
    )
    .addOption(
      option(
        '--backend <name>',
        "what computes: TensorFlow's library, or without it and slower, tfjs's wasm or plain JavaScript (cpu)",
      )
        .choices(BACKENDS)
        .default('tensorflow'),
    )
    .addOption(
      option(
        '--out <dir>',
        'new or empty folder for the results (default: the first free runs/degradation-<number>)',
      ),
    )
    .addOption(option('--json', 'print one JSON object per event and nothing else; the last is the summary'))
    .addHelpText('after', DEGRADATION_EXAMPLES);
}
