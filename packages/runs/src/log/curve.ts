/** A point of a curve. */
export interface CurvePoint {
  /** Step. */
  readonly x: number;
  /** Value. */
  readonly y: number;
}

/** A curve that grows for days and keeps at most `most` points: the means of ever more neighbours. */
export class Curve {
  readonly #most: number;
  readonly #points: CurvePoint[] = [];
  #width = 1;
  #sum = 0;
  #count = 0;

  /** Takes the most points that are kept, an even number. */
  constructor(most = 400) {
    this.#most = most;
  }

  /** The points so far; the last is the mean of those that have come since the one before. */
  points(x: number): readonly CurvePoint[] {
    return this.#count === 0 ? this.#points : [...this.#points, { x, y: this.#sum / this.#count }];
  }

  /** Adds a value at a step. */
  add(x: number, y: number): void {
    this.#sum += y;
    this.#count += 1;
    if (this.#count < this.#width) return;
    this.#points.push({ x, y: this.#sum / this.#count });
    [this.#sum, this.#count] = [0, 0];
    if (this.#points.length < this.#most) return;
    const pairs = this.#points.splice(0);
    for (let i = 1; i < pairs.length; i += 2) {
      const [a, b] = [pairs[i - 1], pairs[i]];
      if (a !== undefined && b !== undefined) this.#points.push({ x: b.x, y: (a.y + b.y) / 2 });
    }
    this.#width *= 2;
  }
}
