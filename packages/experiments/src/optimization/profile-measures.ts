const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** `count` numbers from `first` to `last` at equal distances. */
export function evenly(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + ((last - first) * index) / (count - 1));
}

/**
 * How many times larger the gradients of the first third of the layers are than those of the last third, by the geometric means of
 * their norms: below 1 they shrink on their way back to the image, above 1 they grow.
 */
export function gradientGrowth(norms: readonly number[]): number {
  const third = Math.max(1, Math.floor(norms.length / 3));
  const logOf = (some: readonly number[]): number => meanOf(some.map((norm) => Math.log(norm)));
  return Math.exp(logOf(norms.slice(0, third)) - logOf(norms.slice(-third)));
}

/** A factor of a hundred between the ends of a net. */
const LARGE = 100;

/** What gradients do on their way back to the image. */
export type GradientVerdict = 'vanish' | 'keep' | 'explode' | 'unknown';

/** Judges the growth that {@link gradientGrowth} gives: a factor of a hundred either way is too much. */
export function gradientVerdict(growth: number): GradientVerdict {
  if (Number.isNaN(growth)) return 'unknown';
  if (growth < 1 / LARGE) return 'vanish';
  return growth > LARGE ? 'explode' : 'keep';
}

/** How far the loss on a line rises above the straight line between the losses at its ends, at most; 0 where it does not. */
export function barrier(shares: readonly number[], losses: readonly number[]): number {
  const [first = Number.NaN, last = Number.NaN] = [losses.at(0), losses.at(-1)];
  const heights = losses.map((loss, index) => {
    const share = shares[index] ?? Number.NaN;
    return loss - ((1 - share) * first + share * last);
  });
  return heights.some(Number.isNaN) ? Number.NaN : Math.max(0, ...heights);
}

/** How far the loss along a profile is above that of the solution in its middle, in the mean over the other places. */
export function meanRise(losses: readonly number[]): number {
  const middle = (losses.length - 1) / 2;
  const centre = losses[middle] ?? Number.NaN;
  return meanOf(losses.filter((_, index) => index !== middle)) - centre;
}

/** Share of the inner places of a profile where it bends downwards: 0 for a convex one. */
export function concaveShare(losses: readonly number[]): number {
  const inner = losses.slice(1, -1).map((loss, index) => {
    const [before = Number.NaN, after = Number.NaN] = [losses[index], losses[index + 2]];
    return before + after - 2 * loss;
  });
  return inner.filter((bend) => bend < 0).length / inner.length;
}
