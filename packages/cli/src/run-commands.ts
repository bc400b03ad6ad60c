import { Option } from 'commander';
import type { Command } from 'commander';
import { BACKENDS } from './backend-choice.ts';
import type { JsonFlags } from './doctor-command.ts';
import type { EvaluateFlags } from './evaluate-command.ts';
import { wholeNumber } from './option-numbers.ts';
import type { PredictFlags } from './predict-command.ts';
import type { RunsCompareFlags } from './runs-compare-command.ts';
import type { CommandHost } from './command-host.ts';

const EXAMPLES = `
Examples:
  skipjack runs
  skipjack runs runs/sweep-1
  skipjack runs compare runs/first runs/second
  skipjack runs compare runs/first runs/second --svg curves.svg
`;

const EVALUATE_EXAMPLES = `
The weights are those of the newest checkpoint, averaged where the recipe averages them; images are prepared and shown as the recipe says.

Examples:
  skipjack evaluate runs/mnist-quick-1
  skipjack evaluate runs/deep --best --crops flip
  skipjack evaluate runs/deep/checkpoints/step-00064000 --json
  skipjack evaluate runs/deep --svg confusion.svg
`;

const PREDICT_EXAMPLES = `
Examples:
  skipjack predict runs/mnist-quick-1 seven.png
  skipjack predict runs/pets --best --top 3 photos/*.jpg

Exit codes: 0 done, 1 failure, or an image could not be read (the others are answered), 2 wrong usage.
`;

const CROPS: readonly string[] = ['centre', 'flip', 'ten', 'multi', 'squares', 'dense'];

/** Adds the options that say which weights of a run are used, and what computes. */
function addWeightOptions(command: Command): Command {
  return command
    .option('--best', 'weights of the best checkpoint')
    .option('--last', 'weights of the newest checkpoint (the default)')
    .option('--averages', 'averages of the weights (the default where the recipe keeps some)')
    .option('--no-averages', 'the weights themselves')
    .addOption(
      new Option(
        '--backend <name>',
        "what computes: TensorFlow's library, or without it and slower, tfjs's wasm or cpu",
      )
        .choices(BACKENDS)
        .default('tensorflow'),
    );
}

/**
 * Adds the commands that look at runs: `evaluate`, `predict`, `runs` and `runs compare`.
 *
 * @param program - The command line.
 * @param options - What the commands get, and who wants the exit code.
 */
export function addRunCommands(program: Command, options: CommandHost): void {
  const { context, onExitCode } = options;
  addWeightOptions(
    program
      .command('evaluate')
      .description('measure the net of a run on test images: loss, top-1, top-5, classes, confusion matrix')
      .argument('<run>', 'folder of a run, or of one of its checkpoints'),
  )
    .option(
      '--data <spec>',
      "data set, and its path after a colon (default: the run's); its test images are shown",
    )
    .addOption(
      new Option('--crops <name>', "what the net is shown of each image (default: the recipe's)").choices(
        CROPS,
      ),
    )
    .addOption(
      new Option('--batch <n>', 'images in a forward pass').argParser(
        wholeNumber({ option: '--batch', atLeast: 1 }),
      ),
    )
    .option('--svg [file]', 'draw the confusion matrix, into the file or on stdout')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EVALUATE_EXAMPLES)
    .action(async (path: string, flags: EvaluateFlags) => {
      const { evaluateCommand } = await import('./evaluate-command.ts');
      onExitCode(await evaluateCommand(context(flags), path));
    });
  addWeightOptions(
    program
      .command('predict')
      .description('say what images show, with the net of a run')
      .argument('<run>', 'folder of a run, or of one of its checkpoints')
      .argument('<image...>', 'files of images: JPEG, PNG, WebP, GIF, TIFF'),
  )
    .addOption(
      new Option('--top <n>', 'classes that are named for each image')
        .argParser(wholeNumber({ option: '--top', atLeast: 1 }))
        .default(5),
    )
    .option(
      '--data <spec>',
      'the data that the run was trained on, where its record does not say what it takes',
    )
    .option('--json', 'print a JSON array')
    .addHelpText('after', PREDICT_EXAMPLES)
    .action(async (path: string, images: string[], flags: PredictFlags) => {
      const { predictCommand } = await import('./predict-command.ts');
      onExitCode(await predictCommand(context(flags), path, images));
    });
  const runs = program
    .command('runs')
    .description('list the runs in a folder')
    .argument('[folder]', 'a folder of runs, or of one (default: runs)')
    .option('--json', 'print a JSON array')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: JsonFlags) => {
      const { runsCommand } = await import('./runs-command.ts');
      onExitCode(await runsCommand(context(flags), folder));
    });
  runs
    .command('compare')
    .description('say in what two runs differ, and what they came to')
    .argument('<a>', 'folder of a run')
    .argument('<b>', 'folder of another')
    .option('--json', 'print one JSON object')
    .option('--svg [file]', 'draw the errors of both over the training, into the file or on stdout')
    .addHelpText('after', EXAMPLES)
    .action(async (a: string, b: string, _: object, command: Command) => {
      const { runsCompareCommand } = await import('./runs-compare-command.ts');
      // `--json` is an option of the parent too, which takes it.
      const flags = command.optsWithGlobals<RunsCompareFlags>();
      onExitCode(await runsCompareCommand(context(flags), [a, b]));
    });
}
