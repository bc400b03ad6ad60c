import type { TrainedRecipe } from '@skipjack/experiments';
import type { Recipe } from '@skipjack/recipes';
import { relative } from 'node:path';
import { counted, duration, grouped, percent } from './quantities.ts';
import { expectedWords } from './recipe-words.ts';
import { textTable } from './text-table.ts';
import type { TrainFlags } from './train-command.ts';

/** What {@link resultText} tells of. */
export interface ResultTextOptions {
  /** What was trained. */
  readonly recipe: Recipe;
  /** What it came to. */
  readonly run: TrainedRecipe;
  /** The folder that relative paths start from. */
  readonly workingDirectory: string;
}

/** Whether a test error lies in the band of the recipe: below it is reached, too. */
function reached({ expected }: Recipe, error: number): string {
  if (expected === undefined || !Number.isFinite(error)) return '-';
  if (error > expected.high) return 'no';
  return error < expected.low ? 'better' : 'yes';
}

/**
 * Says what a training came to.
 *
 * @param options - The recipe and the run.
 * @returns Lines, each with its line end.
 */
export function resultText({ recipe, run, workingDirectory }: ResultTextOptions): string {
  const { result, test, record, heldOut } = run;
  const error = test?.error ?? Number.NaN;
  const { best } = result;
  const bestWords = best === undefined ? '-' : `${percent(best.error)} at ${grouped(best.step)}`;
  const row = [
    record.model.name,
    percent(error),
    bestWords,
    expectedWords(recipe) || '-',
    reached(recipe, error),
  ];
  const titles = [
    'net',
    'test error',
    heldOut ? 'best held-out error' : 'best test error',
    'expected',
    'reached',
  ];
  const here = (path: string): string => {
    const short = relative(workingDirectory, path);
    return short.startsWith('..') ? path : short;
  };
  const early = result.ended === undefined ? '' : `, early (${result.ended})`;
  const steps = `${counted(result.steps, 'step')}${early} in ${duration(result.seconds)} of training, ${grouped(result.imagesPerSecond)} images/s`;
  const passed =
    result.skipped.length === 0
      ? ''
      : `${counted(result.skipped.length, 'step')} passed over as they were not finite.\n`;
  return [
    `\n${textTable({ titles, rows: [row] })}`,
    `\n${steps}.\n${passed}`,
    `Report: ${here(run.report)}\n`,
    `Checkpoints: ${here(run.checkpoints)}\n`,
  ].join('');
}

/** A word of a command line, in quotes where the shell would divide it. */
const shellWord = (text: string): string =>
  /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Says how to go on with a run: what its record does not tell is on the line.
 *
 * @param options - The folder, and what the user gave.
 * @returns A line with its line end.
 */
export function resumeLine({
  folder,
  flags,
}: {
  readonly folder: string;
  readonly flags: TrainFlags;
}): string {
  const { backend, onNan, checkpointEvery, json } = flags;
  const words = [
    ...['--out', shellWord(folder)],
    ...(backend === 'tensorflow' ? [] : ['--backend', backend]),
    ...(onNan === undefined ? [] : ['--on-nan', onNan]),
    ...(checkpointEvery === undefined ? [] : ['--checkpoint-every', String(checkpointEvery)]),
    ...(json === true ? ['--json'] : []),
  ];
  return `To go on: skipjack train --resume ${words.join(' ')}\n`;
}
