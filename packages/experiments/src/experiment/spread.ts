import { formatPercent } from '@skipjack/visualize';

/** Mean and scatter of a number over the seeds of a run. */
export interface Spread {
  /** How many finite values there were. */
  readonly count: number;
  /** Their mean; NaN without any. */
  readonly mean: number;
  /** Their sample standard deviation, which divides by one less than their number; NaN for fewer than two. */
  readonly std: number;
}

/** Mean and standard deviation of the finite ones among `values`. */
export function spread(values: readonly number[]): Spread {
  const finite = values.filter((value) => Number.isFinite(value));
  const count = finite.length;
  if (count === 0) return { count, mean: Number.NaN, std: Number.NaN };
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { count, mean, std: Number.NaN };
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, std: Math.sqrt(squares / (count - 1)) };
}

/** `12.3% ± 0.4%`; without the second part for one seed. */
export function formatSpread(
  { mean, std }: Spread,
  format: (value: number) => string = formatPercent,
): string {
  return Number.isFinite(std) ? `${format(mean)} ± ${format(std)}` : format(mean);
}

/** Two-sided 95 % quantiles of Student's t for 1 to 10 degrees of freedom. */
const QUANTILES = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23] as const;

/** Half of the 95 % confidence interval of the mean, by Student's t; NaN for fewer than two values. */
export function confidence({ count, std }: Spread): number {
  return count < 2 ? Number.NaN : ((QUANTILES[count - 2] ?? 2.23) * std) / Math.sqrt(count);
}
