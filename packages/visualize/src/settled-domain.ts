import { scaleLinear } from 'd3-scale';
import { isFinitePoint, type Series } from './series.ts';

/** Options of {@link settledDomain}. */
export interface SettledDomainOptions {
  /** The curves of all charts that will share the axis. */
  readonly series: readonly Series[];
  /** Largest value that the axis may end at, such as 1 for an error. */
  readonly most: number;
}

/**
 * A vertical axis from 0 that fits where curves settle: a third above the highest value of the second half of each curve.
 * The steep start of training would otherwise flatten everything after it; what lies above is cut off by the chart.
 * Charts that share one domain can be compared side by side. `undefined` where no point is finite.
 */
export function settledDomain(options: SettledDomainOptions): readonly [number, number] | undefined {
  const { series, most } = options;
  let [highest, settled] = [Number.NEGATIVE_INFINITY, 0];
  for (const { points } of series) {
    const finite = points.filter((point) => isFinitePoint(point));
    for (const [index, { y }] of finite.entries()) {
      highest = Math.max(highest, y);
      if (index >= Math.floor(finite.length / 2)) settled = Math.max(settled, y);
    }
  }
  if (highest === Number.NEGATIVE_INFINITY) return undefined;
  const top = Math.min(highest, (4 / 3) * settled);
  const end = scaleLinear()
    .domain([0, top > 0 ? top : most / 10])
    .nice(5)
    .domain()[1];
  return [0, Math.min(most, end ?? most)];
}
