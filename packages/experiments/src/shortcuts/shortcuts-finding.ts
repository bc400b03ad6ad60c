import { confidence, formatSpread, spread } from '../experiment/spread.ts';
import type { Spread } from '../experiment/spread.ts';
import type { ShortcutKind, ShortcutNet, ShortcutsSummary } from './shortcuts-result.ts';

/** One kind of shortcut over the seeds whose net was trained to the end. */
export interface KindOverSeeds {
  /** The kind. */
  readonly kind: ShortcutKind;
  /** The finished nets, by seed. */
  readonly bySeed: ReadonlyMap<number, ShortcutNet>;
  /** Training error. */
  readonly trainError: Spread;
  /** Test error. */
  readonly testError: Spread;
  /** Training loss. */
  readonly trainLoss: Spread;
}

/** Every kind that finished with a seed at least, in the order of training. */
export function kindsOverSeeds({ settings, runs }: ShortcutsSummary): KindOverSeeds[] {
  return settings.kinds.flatMap((kind) => {
    const finished = runs.flatMap(({ seed, result }) =>
      result.nets
        .filter((net) => net.kind === kind && net.stopped === undefined)
        .map((net) => [seed, net] as const),
    );
    if (finished.length === 0) return [];
    const of = (measure: 'trainError' | 'testError' | 'trainLoss'): Spread =>
      spread(finished.map(([, net]) => net[measure]));
    const bySeed = new Map(finished);
    return [
      { kind, bySeed, trainError: of('trainError'), testError: of('testError'), trainLoss: of('trainLoss') },
    ];
  });
}

/** How the test errors of two kinds differ. */
export interface KindDifference {
  /** Mean test error of the second kind minus that of the first, over the seeds that both have. */
  readonly difference: number;
  /** Differences up to this count as none: half the 95 % confidence interval over the seeds, and two standard errors of the counts of images at least. */
  readonly margin: number;
  /** How the second kind stands to the first. */
  readonly verdict: 'better' | 'worse' | 'equal';
}

/** Compares two kinds seed by seed; `undefined` where no seed has both. */
export function compareKinds(first: KindOverSeeds, second: KindOverSeeds): KindDifference | undefined {
  const pairs = [...second.bySeed].flatMap(([seed, net]) => {
    const other = first.bySeed.get(seed);
    return other === undefined ? [] : [[other, net] as const];
  });
  const [pair] = pairs;
  if (pair === undefined) return undefined;
  const differences = spread(pairs.map(([one, other]) => other.testError - one.testError));
  const counting =
    2 *
    Math.sqrt(pair.reduce((sum, net) => sum + (net.testError * (1 - net.testError)) / net.testSamples, 0));
  const margin =
    differences.count < 2
      ? counting
      : Math.max(confidence(differences), counting / Math.sqrt(differences.count));
  const difference = differences.mean;
  const verdict = difference > margin ? 'worse' : difference < -margin ? 'better' : 'equal';
  return { difference, margin, verdict };
}

/** What the run says about the paper's claim. */
export interface ShortcutsFinding {
  /** All kinds beat the plain net; some do; none does; or something is missing. */
  readonly outcome: 'all better' | 'some better' | 'none better' | 'undecided';
  /** The finding in one or two sentences, with its numbers. */
  readonly sentence: string;
}

const points = (value: number): string => `${(100 * Math.abs(value)).toFixed(2)} points`;
const percent = (value: number): string => `${(100 * value).toFixed(2)}%`;
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Says how the kinds of shortcut compare with the plain net and among each other in their test errors. */
export function shortcutsFinding(summary: ShortcutsSummary): ShortcutsFinding {
  const kinds = kindsOverSeeds(summary);
  const plain = kinds.find(({ kind }) => kind === 'plain');
  const shortcuts = kinds.filter(({ kind }) => kind !== 'plain');
  if (shortcuts.length === 0)
    return { outcome: 'undecided', sentence: 'No net with shortcuts was trained to the last step.' };
  const errors = listed(
    shortcuts.map(({ kind, testError }) => `${formatSpread(testError, percent)} with ${kind}`),
  );
  const among = amongShortcuts(shortcuts);
  if (plain === undefined)
    return {
      outcome: 'undecided',
      sentence: `The test error is ${errors}; there is no plain net to compare with. ${among}`,
    };
  const better = shortcuts.filter((one) => compareKinds(plain, one)?.verdict === 'better');
  const outcome =
    better.length === shortcuts.length ? 'all better' : better.length > 0 ? 'some better' : 'none better';
  const lead = {
    'all better': 'Each kind of shortcut beats the plain net',
    'some better': `Of the shortcuts ${listed(better.map(({ kind }) => kind))} beat${better.length === 1 ? 's' : ''} the plain net`,
    'none better': 'No kind of shortcut beats the plain net at this depth and length',
  }[outcome];
  return {
    outcome,
    sentence: `${summary.seeds.length === 1 ? 'With one seed: ' : ''}${lead}: a test error of ${formatSpread(plain.testError, percent)} without shortcuts, ${errors}. ${among}`,
  };
}

function amongShortcuts(shortcuts: readonly KindOverSeeds[]): string {
  const pairs = shortcuts.flatMap((first, index) =>
    shortcuts.slice(index + 1).map((second) => ({ first, second, found: compareKinds(first, second) })),
  );
  if (pairs.length === 0) return 'Only one kind of shortcut was trained.';
  const apart = pairs.flatMap(({ first, second, found }) =>
    found === undefined || found.verdict === 'equal'
      ? []
      : [`${second.kind} is ${found.verdict} than ${first.kind} by ${points(found.difference)}`],
  );
  if (apart.length > 0) return `Among them ${listed(apart)}, beyond the margin.`;
  const margin = Math.max(...pairs.map(({ found }) => found?.margin ?? 0));
  return `Among ${listed(shortcuts.map(({ kind }) => kind))} no difference exceeds the margin (up to ${points(margin)}).`;
}
