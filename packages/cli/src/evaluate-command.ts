import type { EvaluatedRun } from '@skipjack/experiments';
import type { CropsName, EvaluationResult } from '@skipjack/recipes';
import { resolve } from 'node:path';
import { slownessNotice } from './backend-choice.ts';
import type { BackendChoice } from './backend-choice.ts';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { checkForms, writeDrawing } from './drawing-flags.ts';
import { dataPath } from './data-path.ts';
import { withInterrupts } from './interrupts.ts';
import { grouped, percent } from './quantities.ts';
import { textTable } from './text-table.ts';
import { UsageError } from './usage-error.ts';

/** The options that say which weights of a run are used. */
export interface RunWeightsFlags {
  /** `--best` */
  readonly best?: boolean;
  /** `--last` */
  readonly last?: boolean;
  /** `--averages` or `--no-averages` */
  readonly averages?: boolean;
  /** `--backend` */
  readonly backend: BackendChoice;
}

/** The options of `skipjack evaluate`. */
export interface EvaluateFlags extends JsonFlags, RunWeightsFlags {
  /** `--data` */
  readonly data?: string;
  /** `--crops` */
  readonly crops?: CropsName;
  /** `--batch` */
  readonly batch?: number;
  /** `--svg`, with the file if one is named. */
  readonly svg?: string | true;
}

/**
 * Which checkpoint and weights the options ask for.
 *
 * @param flags - The options.
 * @returns What the packages take.
 * @throws UsageError when both checkpoints are asked for.
 */
export function runWeights(flags: RunWeightsFlags): {
  readonly kind: 'best' | 'last' | undefined;
  readonly averages: boolean | 'auto';
} {
  const { best = false, last = false, averages = 'auto' } = flags;
  if (best && last) throw new UsageError('--best and --last are different checkpoints; give one of them.');
  return { kind: best ? 'best' : last ? 'last' : undefined, averages };
}

/**
 * `skipjack evaluate <run>`: measures the net of a run on the test images of its data, or of others.
 *
 * @param context - Options, world and packages.
 * @param path - Folder of a run or of a checkpoint.
 * @returns The exit code: 0, or that of the signal that stopped it.
 * @throws UsageError when options do not go together.
 */
export async function evaluateCommand(context: CommandContext<EvaluateFlags>, path: string): Promise<number> {
  const { flags, io, services } = context;
  const { json = false, svg, data, crops, batch, backend } = flags;
  checkForms({ '--json': json, '--svg': svg !== undefined }, {});
  const weights = runWeights(flags);
  return await withInterrupts({
    io,
    notice: 'stopping',
    work: async ({ signal, exitCode }) => {
      try {
        await services.prepareEngine(backend);
        const notice = slownessNotice(backend);
        if (notice !== undefined) io.stderr.write(`${notice}\n`);
        const run = await services.evaluateRun({
          ...{ path: resolve(io.workingDirectory, path), ...weights },
          ...{ data: dataPath(data, io), crops, batch, signal },
        });
        if (json) io.stdout.write(`${JSON.stringify(run)}\n`);
        else if (svg === undefined) io.stdout.write(text(run));
        else {
          const { confusionChart } = await import('./confusion-chart.ts');
          const { result, classNames } = run;
          await writeDrawing(
            io,
            svg,
            confusionChart({ ...{ title: titleOf(run), classNames }, counts: result.confusion ?? [] }),
          );
        }
        return 0;
      } catch (error) {
        if (exitCode() === undefined || error !== signal.reason) throw error;
        return exitCode() ?? 1;
      }
    },
  });
}

const titleOf = ({ model, recipe, step }: EvaluatedRun): string =>
  `${model}, ${recipe}, step ${grouped(step)}`;

/** A larger matrix is no table for a terminal. */
const MOST_CLASSES = 20;

function text(run: EvaluatedRun): string {
  const { kind, averages, data, crops, batchNormSamples, recorded, result } = run;
  const how = [
    `the ${kind} checkpoint`,
    ...(averages ? ['averages of the weights'] : []),
    ...(crops === undefined || crops === 'centre' ? [] : [`crops ${crops}`]),
    ...(batchNormSamples === 0
      ? []
      : [`batch norm measured on ${grouped(batchNormSamples)} training images`]),
  ];
  const head = [
    `${titleOf(run)}: ${how.join(', ')}`,
    `${grouped(result.count)} test images of ${data}`,
    '',
    ...measures(result),
    ...(recorded === undefined
      ? []
      : [`The run itself measured ${percent(recorded.error)} there, loss ${recorded.loss.toFixed(4)}.`]),
  ];
  return [
    `${head.join('\n')}\n`,
    classTable(run),
    ...(run.classNames.length > MOST_CLASSES ? [] : [confusionTable(run)]),
  ].join('\n');
}

function measures({ loss, count, correct, top5Error }: EvaluationResult): string[] {
  const wrong = count - correct;
  const wrongOfFive = Math.round(top5Error * count);
  const fraction = (some: number): string => `${percent(some / count)} (${grouped(some)} wrong)`;
  return [
    `loss         ${loss.toFixed(4)}`,
    `top-1 error  ${fraction(wrong)}`,
    `top-5 error  ${fraction(wrongOfFive)}`,
  ];
}

function classTable({ classNames, result }: EvaluatedRun): string {
  const rows = (result.perClass ?? []).map(({ label, count, correct, error }) => [
    classNames[label] ?? String(label),
    ...[grouped(count), grouped(correct), percent(error)],
  ]);
  return textTable({ titles: ['class', 'images', 'right', 'error'], rows });
}

const LONGEST_NAME = 10;

function confusionTable({ classNames, result: { confusion = [] } }: EvaluatedRun): string {
  const short = classNames.map((name) =>
    name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
  );
  const rows = confusion.map((counts, label) => [
    classNames[label] ?? String(label),
    ...counts.map((count) => (count === 0 ? '' : String(count))),
  ]);
  return textTable({ titles: ['is, by what it is taken for', ...short], rows });
}
