import { Option } from 'commander';
import type { Command } from 'commander';
import { BACKENDS } from './backend-choice.ts';
import type { CliIo } from './cli-io.ts';
import type { CommandContext, DegradationFlags } from './degradation-command.ts';
import type { ExperimentFlags } from './experiment-command.ts';
import { EXPERIMENTS } from './experiment-list.ts';
import type { ExperimentRow } from './experiment-list.ts';
import { decimalNumber, wholeNumber } from './option-numbers.ts';
import { UsageError } from './usage-error.ts';

/** More passes than any training has use for; the steps that they are stay exact numbers. */
const MOST_EPOCHS = 100_000;

const DEGRADATION_EXAMPLES = `
The nets are plain and resnet with a depth after it: 20, 32, 44, 56, 110, 1202, or any other 6n + 2.

Examples:
  skipjack reproduce degradation                                the whole comparison, about 10 minutes
  skipjack reproduce degradation --nets plain20 --steps 50      one net, a quick look
  skipjack reproduce degradation --seeds 5                      mean and standard deviation of five seeds
  skipjack reproduce degradation --json > events.jsonl          for a program to read
  skipjack reproduce degradation --backend wasm --steps 100     without TensorFlow's library

Exit codes: 0 done, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C (the report is written).
`;

const option = (flags: string, description: string): Option => new Option(flags, description);

/**
 * Adds `reproduce` and a command for each experiment below it.
 *
 * @param program - The command line.
 * @param options - What the commands get, and who wants the exit code.
 */
export function addReproduceCommands(
  program: Command,
  options: {
    readonly io: CliIo;
    readonly context: <Flags>(flags: Flags) => CommandContext<Flags>;
    readonly onExitCode: (code: number) => void;
  },
): void {
  const { io, context, onExitCode } = options;
  const reproduce = program
    .command('reproduce')
    .description("run one of the papers' experiments; without a name, list them")
    .argument('[experiment]', 'name of the experiment')
    .helpCommand(true)
    .allowUnknownOption()
    .allowExcessArguments()
    .action((name: string | undefined) => listExperiments(io, name));
  for (const row of EXPERIMENTS) {
    if (row.name === 'degradation') {
      addDegradation(reproduce, row).action(
        async (flags: Omit<DegradationFlags, 'nets'> & { nets: string }) => {
          const { degradationCommand } = await import('./degradation-command.ts');
          const { netList } = await import('./net-list.ts');
          onExitCode(await degradationCommand(context({ ...flags, nets: netList(flags.nets) })));
        },
      );
    } else {
      addExperiment(reproduce, row).action(async (flags: ExperimentFlags) => {
        const { experimentCommand } = await import('./experiment-command.ts');
        onExitCode(await experimentCommand(context(flags), row.name));
      });
    }
  }
}

async function listExperiments(io: CliIo, name: string | undefined): Promise<void> {
  const names = EXPERIMENTS.map((experiment) => experiment.name);
  if (name === undefined) {
    const width = Math.max(...names.map(({ length }) => length));
    const lines = EXPERIMENTS.map((one) => `  ${one.name.padEnd(width)}  ${one.claim}\n`);
    io.stdout.write(`Experiments:\n${lines.join('')}\nRun one with: skipjack reproduce <name>\n`);
    return;
  }
  if (name.startsWith('-')) {
    throw new UsageError(
      `The experiment's name is missing before ${name}: write \`skipjack reproduce <name> ${name} ...\`, with a name of ${names.join(', ')}.`,
    );
  }
  const { nearestName } = await import('@skipjack/datasets');
  const nearest = nearestName({ name, names });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw new UsageError(`Unknown experiment "${name}": ${hint}\`skipjack reproduce\` lists them.`);
}

function addDataOptions(command: Command): Command {
  return command
    .addOption(option('--data <name>', 'data set: mnist or fashion-mnist').default('mnist'))
    .addOption(option('--data-root <dir>', "folder with the data set's four official files"))
    .addOption(option('--download', 'fetch a data set that is not there from its official host'));
}

const stepsOption = (): Option =>
  option('--steps <n>', 'training steps for each net').argParser(
    wholeNumber({ option: '--steps', atLeast: 1 }),
  );
const batchOption = (): Option =>
  option('--batch <n>', 'images in a step').argParser(wholeNumber({ option: '--batch', atLeast: 1 }));
const rateOption = (): Option =>
  option('--lr <rate>', 'learning rate').argParser(
    decimalNumber({ option: '--lr', atLeast: 0, above: true }),
  );
const precisionOption = (): Option =>
  option('--precision <name>', 'what the large tensors of a step are computed in').choices([
    'float32',
    'bfloat16',
  ]);

/** The options that every experiment has. */
function addCommonOptions(command: Command, name: string): Command {
  return command
    .addOption(
      option('--seed <n>', 'seed of the weights and of the order of the images; the first one, with --seeds')
        .argParser(wholeNumber({ option: '--seed', atLeast: 0, atMost: 2 ** 32 - 1 }))
        .default(0),
    )
    .addOption(
      option('--seeds <n>', 'how many seeds to run: the report has mean and standard deviation')
        .argParser(wholeNumber({ option: '--seeds', atLeast: 1, atMost: 1000 }))
        .default(1),
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
        `new or empty folder for the results (default: the first free runs/${name}-<number>)`,
      ),
    )
    .addOption(option('--json', 'print one JSON object per event and nothing else; the last is the summary'));
}

function addExperiment(parent: Command, { name, claim, needsData, options }: ExperimentRow): Command {
  const command = parent.command(name).allowExcessArguments(false).description(claim);
  if (needsData) addDataOptions(command);
  const { steps, batch, rate, nets, precision } = options;
  // The default is only told here: the experiment itself has it.
  const add = (made: Option, value: unknown): void => {
    if (value === undefined) return;
    made.description += ` (default: ${String(value)})`;
    command.addOption(made);
  };
  add(option('--nets <list>', 'nets, separated by commas'), nets?.join(','));
  add(stepsOption(), steps);
  add(batchOption(), batch);
  add(rateOption(), rate);
  add(precisionOption(), precision);
  return addCommonOptions(command, name);
}

function addDegradation(parent: Command, { name, claim }: ExperimentRow): Command {
  const command = addDataOptions(parent.command(name).allowExcessArguments(false).description(claim))
    .addOption(
      option('--nets <list>', 'nets, separated by commas').default('plain20,plain56,resnet20,resnet56'),
    )
    .addOption(stepsOption())
    .addOption(
      option('--epochs <n>', 'the same in passes over the training images').argParser(
        decimalNumber({ option: '--epochs', atLeast: 0, atMost: MOST_EPOCHS, above: true }),
      ),
    )
    .addOption(batchOption().default(64))
    .addOption(rateOption().default(0.1))
    .addOption(
      option('--weight-decay <x>', 'weight decay')
        .argParser(decimalNumber({ option: '--weight-decay', atLeast: 0 }))
        .default(1e-4, '1e-4, as in the paper'),
    )
    .addOption(precisionOption().default('float32'));
  return addCommonOptions(command, name).addHelpText('after', DEGRADATION_EXAMPLES);
}
