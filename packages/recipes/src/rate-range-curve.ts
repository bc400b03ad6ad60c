/** A step of a rate range test. */
export interface RateRangePoint {
  /** The step, counted from 1. */
  readonly step: number;
  /** Its learning rate. */
  readonly rate: number;
  /** Mean loss of its batch, before its update of the weights. */
  readonly loss: number;
  /** Average of the losses up to here, weighted exponentially. */
  readonly smoothed: number;
}

/** Averages losses exponentially, each with `1 - smoothing` of the weight; corrected for having begun at 0, as Adam's moments are. */
export class SmoothedLoss {
  readonly #smoothing: number;
  #sum = 0;
  #count = 0;

  constructor(smoothing: number) {
    this.#smoothing = smoothing;
  }

  /** Adds a loss and returns the average. */
  add(loss: number): number {
    this.#sum = this.#smoothing * this.#sum + (1 - this.#smoothing) * loss;
    this.#count += 1;
    return this.#sum / (1 - this.#smoothing ** this.#count);
  }
}

/** The point whose smoothed loss is the lowest; undefined where there is none. */
export function lowestPoint(points: readonly RateRangePoint[]): RateRangePoint | undefined {
  let lowest: RateRangePoint | undefined;
  for (const point of points) if (lowest === undefined || point.smoothed < lowest.smoothed) lowest = point;
  return lowest;
}

/** Share of the points over which a slope is taken, to each side. */
const REACH = 1 / 20;

/** Change of the smoothed loss for each factor e of the rate, by least squares. */
function slopeOf(points: readonly RateRangePoint[]): number {
  const xs = points.map(({ rate }) => Math.log(rate));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(points.map(({ smoothed }) => smoothed))];
  const products = points.map(({ smoothed }, at) => ((xs[at] ?? x) - x) * (smoothed - y));
  return mean(products) / mean(xs.map((each) => (each - x) ** 2));
}

/**
 * The rate at which the smoothed loss falls most steeply over the logarithm of the rate, before its lowest point; undefined where
 * it does not fall.
 */
export function steepestRate(points: readonly RateRangePoint[]): number | undefined {
  const lowest = lowestPoint(points);
  const reach = Math.max(1, Math.round(points.length * REACH));
  let best: { readonly rate: number; readonly slope: number } | undefined;
  for (let middle = reach; middle + reach < points.length; middle += 1) {
    const point = points[middle];
    if (point === undefined || lowest === undefined || point.step > lowest.step) break;
    const slope = slopeOf(points.slice(middle - reach, middle + reach + 1));
    if (slope < (best?.slope ?? 0)) best = { rate: point.rate, slope };
  }
  return best?.rate;
}
