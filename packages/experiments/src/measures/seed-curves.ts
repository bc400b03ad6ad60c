import type { Point } from '@skipjack/visualize';
import { spread } from '../experiment/spread.ts';

/** The mean over seeds, place by place, of the values that are finite there; NaN where none is. */
export function meanOverSeeds(curves: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, place) => spread(curves.map((curve) => curve[place] ?? Number.NaN)).mean);
}

/** Losses of single batches as the means over pieces of the training, at most `pieces` of them: what a curve can show. */
export function smoothedLosses(losses: readonly number[], pieces = 24): Point[] {
  const size = Math.max(1, Math.ceil(losses.length / pieces));
  const points: Point[] = [];
  for (let start = 0; start < losses.length; start += size) {
    const piece = losses.slice(start, start + size);
    points.push({ x: start + piece.length, y: spread(piece).mean });
  }
  return points;
}
