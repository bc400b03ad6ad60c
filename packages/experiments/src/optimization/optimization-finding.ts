import { counted } from '../counted.ts';
import type { ExperimentSummary } from '../experiment/experiment.ts';
import { spread } from '../experiment/spread.ts';
import { plainNumber } from '../measures/plain-number.ts';
import type { OptimizationResult, TwinsResult } from './optimization-result.ts';
import type { OptimizationSettings } from './optimization-settings.ts';
import { barrier, concaveShare, gradientGrowth, gradientVerdict, meanRise } from './profile-measures.ts';
import type { GradientVerdict } from './profile-measures.ts';

/** A run of the experiment `optimization`. */
export type OptimizationSummary = ExperimentSummary<OptimizationSettings, OptimizationResult>;

/** One of the two kinds of net. */
export type TwinKind = 'plain' | 'residual';

/** What a run says about the loss around plain and residual solutions. */
export interface OptimizationFinding {
  /**
   * For the deepest twins that have both learned: along every random direction, in every seed, the loss rises less around the residual solution; less around
   * the plain one; it depends on the direction; or it is open, as there are none.
   */
  readonly outcome: 'residual flatter' | 'plain flatter' | 'mixed' | 'undecided';
  /** The finding with its numbers. */
  readonly sentence: string;
}

/** The twins of one depth in all seeds. */
export function twinsOf({ runs }: OptimizationSummary, depth: number): TwinsResult[] {
  return runs.flatMap(({ result }) => result.twins.filter((twins) => twins.depth === depth));
}

/** The numbers that the results of one net come to, in the mean over seeds and directions; NaN for what was not measured. */
export interface TwinNumbers {
  /** Gradients of the first third of the layers over those of the last, before training. */
  readonly growthBefore: number;
  /** The same after training. */
  readonly growthAfter: number;
  /** What the gradients do before training. */
  readonly verdictBefore: GradientVerdict;
  /** What they do after training. */
  readonly verdictAfter: GradientVerdict;
  /** Training loss after training. */
  readonly trainLoss: number;
  /** Rise of the loss above the straight line, on the way between the two solutions. */
  readonly barrier: number;
  /** Loss with the other net's solution. */
  readonly othersLoss: number;
  /** Mean rise of the loss around the net's own solution. */
  readonly rise: number;
  /** Share of the places around it at which the profile bends downwards. */
  readonly concave: number;
}

const geometricMean = (values: readonly number[]): number => Math.exp(spread(values.map(Math.log)).mean);

/** The numbers of one net. */
export function twinNumbers(summary: OptimizationSummary, depth: number, kind: TwinKind): TwinNumbers {
  const twins = twinsOf(summary, depth);
  const shares = summary.runs[0]?.result.shares ?? [];
  const growthBefore = geometricMean(twins.map((one) => gradientGrowth(one[kind].gradientsBefore)));
  const growthAfter = geometricMean(twins.map((one) => gradientGrowth(one[kind].gradientsAfter)));
  const lines = twins.flatMap(({ line }) => (line === null ? [] : [line[kind]]));
  const profiles = twins.flatMap((one) => one.profiles.map((profile) => profile[kind]));
  return {
    ...{ growthBefore, growthAfter },
    verdictBefore: gradientVerdict(growthBefore),
    verdictAfter: gradientVerdict(growthAfter),
    trainLoss: spread(twins.map((one) => one[kind].trainLoss)).mean,
    barrier: spread(lines.map((losses) => barrier(shares, losses))).mean,
    othersLoss: spread(lines.map((losses) => losses.at(kind === 'plain' ? -1 : 0) ?? Number.NaN)).mean,
    rise: spread(profiles.map((losses) => meanRise(losses))).mean,
    concave: spread(profiles.map((losses) => concaveShare(losses))).mean,
  };
}

/** In how many pairs of profiles, one around each solution, the loss rises less around the residual one. */
export function flatterCount(
  summary: OptimizationSummary,
  depth: number,
): { readonly residual: number; readonly of: number } {
  const pairs = twinsOf(summary, depth).flatMap(({ profiles }) => profiles);
  const residual = pairs.filter((pair) => meanRise(pair.residual) < meanRise(pair.plain)).length;
  return { residual, of: pairs.length };
}

/** Nets of a depth that have not learned in every seed: around them a flat loss says nothing. */
export function unlearned(summary: OptimizationSummary, depth: number): TwinKind[] {
  const kinds: TwinKind[] = ['plain', 'residual'];
  return kinds.filter((kind) =>
    summary.runs.some(({ result }) =>
      result.twins.some(
        (twins) => twins.depth === depth && !(twins[kind].trainLoss < 0.9 * result.chanceLoss),
      ),
    ),
  );
}

/** States what gradients do, and around which solution the loss is flatter. */
export function optimizationFinding(summary: OptimizationSummary): OptimizationFinding {
  const depth = Math.max(...summary.settings.depths);
  const gradients = gradientWords(summary, depth);
  const { outcome, sentence } = flatness(summary);
  return { outcome, sentence: [gradients, sentence].filter((words) => words !== '').join(' ') };
}

/** What the gradients do, as a predicate. */
const DOES: Readonly<Record<GradientVerdict, string>> = {
  vanish: 'vanish',
  keep: 'do not vanish',
  explode: 'do not vanish but explode',
  unknown: 'are unknown',
};

function gradientWords(summary: OptimizationSummary, depth: number): string {
  const words = (['plain', 'residual'] as const).flatMap((kind) => {
    const { growthBefore, growthAfter, verdictBefore, verdictAfter } = twinNumbers(summary, depth, kind);
    if (verdictBefore === 'unknown') return [];
    const after = verdictAfter === 'unknown' ? '' : `, and ${plainNumber(growthAfter)} times after it`;
    const doing =
      verdictAfter === verdictBefore || verdictAfter === 'unknown'
        ? DOES[verdictBefore]
        : `${DOES[verdictBefore]} before training, and ${DOES[verdictAfter]} after it`;
    return [
      `The gradients of the ${kind} ${depth}-layer net ${doing}: those of its first third of layers are ${plainNumber(growthBefore)} times those of its last third before training${after}.`,
    ];
  });
  return words.join(' ');
}

/** The deepest twins that can be compared: measured in every seed, and with two nets that have learned. */
export function comparedDepth(summary: OptimizationSummary): number | undefined {
  const measured = (depth: number): boolean =>
    twinsOf(summary, depth).filter(({ profiles }) => profiles.length > 0).length === summary.seeds.length;
  return [...summary.settings.depths]
    .sort((a, b) => b - a)
    .find((depth) => measured(depth) && unlearned(summary, depth).length === 0);
}

function flatness(summary: OptimizationSummary): OptimizationFinding {
  const depth = comparedDepth(summary);
  if (depth === undefined)
    return {
      outcome: 'undecided',
      sentence:
        'Around which solution the loss is flatter is open: at no depth have both nets learned and been measured in every seed.',
    };
  const { residual, of } = flatterCount(summary, depth);
  const rise = (kind: TwinKind): string => plainNumber(twinNumbers(summary, depth, kind).rise);
  const numbers = `it rises by ${rise('residual')} around the residual solution and by ${rise('plain')} around the plain one in the mean`;
  const where = `At ${depth} layers, the deepest at which both nets have learned, the loss is flatter around the`;
  if (residual === of)
    return {
      outcome: 'residual flatter',
      sentence: `${where} residual solution along all ${counted(of, 'random direction')}: ${numbers}.`,
    };
  if (residual === 0)
    return {
      outcome: 'plain flatter',
      sentence: `${where} plain solution along all ${counted(of, 'random direction')}: ${numbers}.`,
    };
  return {
    outcome: 'mixed',
    sentence: `${where} residual solution along ${residual} of ${counted(of, 'random direction')}: ${numbers}.`,
  };
}
