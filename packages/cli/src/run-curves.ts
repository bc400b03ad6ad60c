import type { MetricsRecord } from '@skipjack/runs';
import { lineChart } from '@skipjack/visualize';

/** A run and what it logged. */
export interface LoggedRun {
  /** Its name. */
  readonly name: string;
  /** What it logged. */
  readonly metrics: readonly MetricsRecord[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** More points would not be seen. */
const MOST_POINTS = 200;

/** The means of neighbours, at most 200 of them. */
function means(points: readonly Point[]): Point[] {
  const width = Math.ceil(points.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(points.length / Math.max(1, width)) }, (_, part) => {
    const some = points.slice(part * width, (part + 1) * width);
    return { x: some.at(-1)?.x ?? 0, y: some.reduce((sum, { y }) => sum + y, 0) / some.length };
  });
}

function pointsOf(metrics: readonly MetricsRecord[], key: string): Point[] {
  return metrics.flatMap(({ step, [key]: value }) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ x: step, y: value }] : [],
  );
}

/**
 * Draws the errors of two runs: of the evaluations solid, and of the training batches, averaged over neighbours, dashed.
 *
 * @param runs - The runs.
 * @returns The SVG.
 */
export function runCurves(runs: readonly [LoggedRun, LoggedRun]): string {
  const series = runs.flatMap(({ name, metrics }, index) => {
    const family = index === 0 ? ('plain' as const) : ('residual' as const);
    return [
      { name, family, split: 'train' as const, points: means(pointsOf(metrics, 'error')) },
      { name, family, split: 'test' as const, points: pointsOf(metrics, 'testError') },
    ];
  });
  return lineChart({
    ...{ title: `${runs[0].name} and ${runs[1].name}`, yLabel: 'error', yFormat: 'percent', width: 640 },
    ...{ height: 360, series },
  });
}
