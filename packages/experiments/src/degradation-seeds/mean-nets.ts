import { familyOf, isFinished } from '../degradation-finding.ts';
import type { DepthComparison } from '../degradation-finding.ts';
import { confidence, spread } from '../experiment/spread.ts';
import type { Spread } from '../experiment/spread.ts';
import type { Family } from '@skipjack/visualize';
import type { Evaluation, NetResult } from '../summary.ts';
import type { DegradationSeedsSummary } from './degradation-seeds.ts';

/** One net over the seeds in which it was trained to the last step. */
export interface NetOverSeeds {
  /** Registry name. */
  readonly name: string;
  /** The finished runs, by seed. */
  readonly bySeed: ReadonlyMap<number, NetResult>;
  /** Training error at the end. */
  readonly trainError: Spread;
  /** Test error at the end. */
  readonly testError: Spread;
  /** Training speed. */
  readonly imagesPerSecond: Spread;
  /** A net with the mean errors, and the mean of each measurement; its parameters and multiply-adds are those of every seed. */
  readonly mean: NetResult;
}

function meanEvaluations(nets: readonly NetResult[]): Evaluation[] {
  const [first] = nets;
  return (first?.evaluations ?? []).map((evaluation, index) => {
    const mean = (measure: 'trainLoss' | 'trainError' | 'testError'): number =>
      spread(nets.map((net) => net.evaluations[index]?.[measure] ?? Number.NaN)).mean;
    return {
      ...evaluation,
      trainLoss: mean('trainLoss'),
      trainError: mean('trainError'),
      testError: mean('testError'),
    };
  });
}

/** Every net that finished with a seed at least, in the order of training. */
export function netsOverSeeds({ settings, runs }: DegradationSeedsSummary): NetOverSeeds[] {
  return settings.nets.flatMap((name) => {
    const finished = runs.flatMap(({ seed, result }) =>
      result.nets
        .filter((net) => net.name === name && isFinished(net, settings))
        .map((net) => [seed, net] as const),
    );
    const nets = finished.map(([, net]) => net);
    const [first] = nets;
    if (first === undefined) return [];
    const of = (measure: 'trainError' | 'testError' | 'imagesPerSecond'): Spread =>
      spread(nets.map((net) => net[measure]));
    const [trainError, testError, imagesPerSecond] = [
      of('trainError'),
      of('testError'),
      of('imagesPerSecond'),
    ];
    const means = {
      trainError: trainError.mean,
      testError: testError.mean,
      imagesPerSecond: imagesPerSecond.mean,
    };
    const mean = { ...first, ...means, evaluations: meanEvaluations(nets) };
    return [{ name, bySeed: new Map(finished), trainError, testError, imagesPerSecond, mean }];
  });
}

/** Two depths of a family, compared seed by seed. */
export interface SeedsComparison extends DepthComparison {
  /** Rise of the training error from the shallow to the deep net over the seeds that finished both. */
  readonly rises: Spread;
}

/**
 * Compares the shallowest with the deepest net of a family in their training errors, seed by seed: the margin is half the 95 % confidence
 * interval of the mean rise, and half a point at least. `undefined` without two depths, or two seeds that finished both.
 */
export function compareOverSeeds(nets: readonly NetOverSeeds[], family: Family): SeedsComparison | undefined {
  const relatives = nets.filter(({ mean }) => familyOf(mean) === family);
  relatives.sort((a, b) => a.mean.depth - b.mean.depth);
  const [shallow, deep] = [relatives.at(0), relatives.at(-1)];
  if (shallow === undefined || deep === undefined || shallow.mean.depth === deep.mean.depth) return undefined;
  const rises = spread(
    [...deep.bySeed].map(
      ([seed, net]) => net.trainError - (shallow.bySeed.get(seed)?.trainError ?? Number.NaN),
    ),
  );
  if (rises.count < 2) return undefined;
  const margin = Math.max(0.005, confidence(rises));
  const rise = rises.mean;
  const verdict = rise > margin ? 'worse' : rise < -margin ? 'better' : 'equal';
  return { shallow: shallow.mean, deep: deep.mean, rise, margin, verdict, rises };
}
