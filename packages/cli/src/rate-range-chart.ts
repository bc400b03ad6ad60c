import type { RateRangeResult } from '@skipjack/recipes';
import { lineChart } from '@skipjack/visualize';
import { rateText } from './rate-text.ts';

/** What is drawn above the highest loss before the lowest one. */
const HEADROOM = 1.25;

/**
 * Draws the losses of a rate range test over the logarithm of the rate.
 *
 * @param name - Name of the recipe.
 * @param result - What was found.
 * @returns The SVG.
 */
export function rateRangeChart(name: string, result: RateRangeResult): string {
  const { points, suggested, lowest } = result;
  const before = points.filter(({ rate }) => lowest === undefined || rate <= lowest);
  const top = HEADROOM * before.reduce((highest, { loss }) => Math.max(highest, loss), 0);
  const at = (key: 'loss' | 'smoothed'): { readonly x: number; readonly y: number }[] =>
    points.map((point) => ({ x: Math.log10(point.rate), y: point[key] }));
  const mark = suggested === undefined ? '' : `, suggested ${rateText(suggested)}`;
  return lineChart({
    title: `Rate range test of ${name}${mark}`,
    xLabel: 'logarithm of the learning rate, to the base 10',
    yLabel: 'loss',
    ...{ width: 640, height: 360, ...(top > 0 ? { yDomain: [0, top] } : {}) },
    series: [
      { name: 'batch', split: 'train', points: at('loss') },
      { name: 'smoothed', family: 'residual', points: at('smoothed') },
      ...(suggested === undefined
        ? []
        : [
            {
              name: 'suggested',
              family: 'plain' as const,
              points: [0, top].map((y) => ({ x: Math.log10(suggested), y })),
            },
          ]),
    ],
  });
}
