/** Settings of a training that a finding does not look at. */
export const PLAIN_SETTINGS = {
  steps: 1,
  batch: 1,
  rate: 0.1,
  momentum: 0.9,
  weightDecay: 0,
  evaluationSamples: 1,
  precision: 'float32',
} as const;

/** What is in the summary of every finished run besides its name, settings and results. */
interface FinishedSummary<Result> {
  readonly data: string;
  readonly seeds: readonly number[];
  readonly runs: readonly { readonly seed: number; readonly result: Result }[];
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly platform: string;
    readonly node: string;
  };
  readonly complete: boolean;
  readonly startedAt: string;
  readonly seconds: number;
}

/** A finished run over seeds from 0, with the result of each. */
export function finishedSummary<Result>(
  seeds: number,
  resultOf: (seed: number) => Result,
): FinishedSummary<Result> {
  const all = Array.from({ length: seeds }, (_, seed) => seed);
  return {
    data: 'mnist',
    seeds: all,
    runs: all.map((seed) => ({ seed, result: resultOf(seed) })),
    versions: {},
    machine: { cpu: '', cores: 1, memoryGiB: 1, platform: '', node: '' },
    complete: true,
    startedAt: '',
    seconds: 1,
  };
}
