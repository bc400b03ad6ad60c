import type { DegradationSettings } from './summary.ts';

/** Training images that the evaluation after the last step measures on: four times as many as those before. */
export function finalTrainSamples({
  evaluationSamples,
}: Pick<DegradationSettings, 'evaluationSamples'>): number {
  return 4 * evaluationSamples;
}
