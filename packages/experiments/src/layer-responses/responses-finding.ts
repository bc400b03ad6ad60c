import type { Family } from '@skipjack/visualize';
import { confidence, formatSpread, spread } from '../experiment/spread.ts';
import type { Spread } from '../experiment/spread.ts';
import { meanOverSeeds } from '../measures/seed-curves.ts';
import type { NetResponses, ResponsesSummary } from './responses-result.ts';

/** One net over the seeds with which it was trained to the end. */
export interface ResponsesOverSeeds {
  /** Name of the net. */
  readonly name: string;
  /** Its layers. */
  readonly depth: number;
  /** Kind of the net, by its name. */
  readonly family: Family;
  /** The finished nets, by seed. */
  readonly bySeed: ReadonlyMap<number, NetResponses>;
  /** Each layer's standard deviation, mean over the seeds. */
  readonly deviations: readonly number[];
  /** Mean over the layers, by seed. */
  readonly mean: Spread;
  /** Test error. */
  readonly testError: Spread;
}

/** Every net that finished with a seed at least, in the order of training. */
export function responsesOverSeeds({ settings, runs }: ResponsesSummary): ResponsesOverSeeds[] {
  return settings.nets.flatMap((name) => {
    const finished = runs.flatMap(({ seed, result }) =>
      result.nets
        .filter((net) => net.name === name && net.deviations.length > 0)
        .map((net) => [seed, net] as const),
    );
    const [first] = finished;
    if (first === undefined) return [];
    const nets = finished.map(([, net]) => net);
    const family = name.startsWith('plain') ? 'plain' : name.startsWith('resnet') ? 'residual' : 'other';
    return [
      {
        name,
        depth: first[1].depth,
        family,
        bySeed: new Map(finished),
        deviations: meanOverSeeds(nets.map(({ deviations }) => deviations)),
        mean: spread(nets.map(({ deviations }) => spread(deviations).mean)),
        testError: spread(nets.map(({ testError }) => testError)),
      },
    ];
  });
}

/** How the responses of two nets compare. */
export interface ResponsesComparison {
  /** Mean response of the second over that of the first, both averaged over layers and seeds. */
  readonly ratio: number;
  /** Share of layers, sorted by response and at equal places, at which the second responds less. */
  readonly lessAt: number;
  /** Whether the second responds less, more, or the seeds do not tell. */
  readonly verdict: 'less' | 'more' | 'equal';
}

/** Compares the mean responses of two nets, seed by seed where there are several; a difference below 2 % counts as none. */
export function compareResponses(first: ResponsesOverSeeds, second: ResponsesOverSeeds): ResponsesComparison {
  const relative = spread(
    [...second.bySeed].map(([seed, net]) => {
      const other = first.bySeed.get(seed);
      return other === undefined
        ? Number.NaN
        : spread(net.deviations).mean / spread(other.deviations).mean - 1;
    }),
  );
  const margin = Math.max(0.02, relative.count < 2 ? 0 : confidence(relative));
  const verdict = relative.mean < -margin ? 'less' : relative.mean > margin ? 'more' : 'equal';
  const [a, b] = [first, second].map(({ deviations }) => [...deviations].sort((x, y) => y - x)) as [
    number[],
    number[],
  ];
  const places = b.map((_, index) => {
    const at = Math.round((index * (a.length - 1)) / Math.max(1, b.length - 1));
    return (b[index] ?? Number.NaN) < (a[at] ?? Number.NaN);
  });
  return {
    ratio: second.mean.mean / first.mean.mean,
    lessAt: places.filter(Boolean).length / places.length,
    verdict,
  };
}

/** From this test error on a net has hardly learned, and its layers say nothing about trained nets. */
const HARDLY_LEARNED = 0.5;

/** Whether a net classifies most test images rightly, on average over the seeds. */
export function hasLearned({ testError }: ResponsesOverSeeds): boolean {
  return testError.mean < HARDLY_LEARNED;
}

/** What the run says about the paper's two claims. */
export interface ResponsesFinding {
  /** Both claims hold; one of them; none; or nets are missing to tell. */
  readonly outcome: 'both' | 'one' | 'none' | 'undecided';
  /** The finding in words, with its numbers. */
  readonly sentence: string;
  /** Each comparison in a sentence. */
  readonly details: readonly string[];
}

const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;
const two = (value: number): string => value.toFixed(2);
const WORDS = { less: 'less than', more: 'more than', equal: 'about as much as' } as const;

/** States whether residual nets responded less than plain nets of the same depth, and deeper residual nets less than shallow ones. */
export function responsesFinding(summary: ResponsesSummary): ResponsesFinding {
  const finished = responsesOverSeeds(summary);
  const nets = finished.filter((net) => hasLearned(net));
  const idle = finished.filter((net) => !hasLearned(net));
  const but =
    idle.length === 0
      ? ''
      : ` Left out as hardly trained: ${idle.map(({ name, testError }) => `${name} (test error ${formatSpread(testError, percent)})`).join(', ')}.`;
  const of = (family: Family): ResponsesOverSeeds[] =>
    nets.filter((net) => net.family === family).sort((a, b) => a.depth - b.depth);
  const [plain, residual] = [of('plain'), of('residual')];
  const said = (first: ResponsesOverSeeds, second: ResponsesOverSeeds, found: ResponsesComparison): string =>
    `${second.name} responds ${WORDS[found.verdict]} ${first.name} (mean standard deviation ${formatSpread(second.mean, two)} against ${formatSpread(first.mean, two)}; lower at ${(100 * found.lessAt).toFixed(0)}% of the places when sorted)`;
  const kinds = residual.flatMap((net) => {
    const other = plain.find(({ depth }) => depth === net.depth);
    if (other === undefined) return [];
    const found = compareResponses(other, net);
    return [{ found, text: said(other, net, found) }];
  });
  const depths = residual.slice(1).flatMap((net, index) => {
    const other = residual[index];
    if (other === undefined) return [];
    const found = compareResponses(other, net);
    return [{ found, text: said(other, net, found) }];
  });
  const details = [...kinds, ...depths].map(({ text }) => `${text}.`);
  const hold = (list: typeof kinds): boolean => list.every(({ found }) => found.verdict === 'less');
  if (kinds.length === 0 || depths.length === 0) {
    const sentence =
      details.length === 0
        ? 'The comparison takes a plain and a residual net of one depth, and residual nets of two depths, all trained to the last step.'
        : details.join(' ');
    return { outcome: 'undecided', sentence: sentence + but, details };
  }
  const claims = [hold(kinds), hold(depths)];
  const count = claims.filter(Boolean).length;
  const outcome = count === 2 ? 'both' : count === 1 ? 'one' : 'none';
  const [byKind, byDepth] = claims;
  const list = (all: typeof kinds): string => all.map(({ text }) => text).join('; ');
  const sentence = `Residual nets ${byKind ? 'responded less than' : 'did not all respond less than'} plain nets of the same depth: ${list(kinds)}. Deeper residual nets ${byDepth ? 'responded less than' : 'did not respond less than'} shallow ones: ${list(depths)}.${but}`;
  return { outcome, sentence, details };
}
