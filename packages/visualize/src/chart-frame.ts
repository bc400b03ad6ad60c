import { scaleLinear } from 'd3-scale';
import { fill, label, stroke, textWidth } from './figure.ts';
import { element } from './markup.ts';
import type { Point } from './series.ts';

/** How the values of the vertical axis are written: as percent of 1, or as they are. */
export type ValueFormat = 'percent' | 'number';

/** The drawing area of a chart, with the way from data to places in it. */
export interface Frame {
  /** Left edge of the drawing area. */
  readonly left: number;
  /** Right edge of the drawing area. */
  readonly right: number;
  /** Upper edge of the drawing area. */
  readonly top: number;
  /** Lower edge of the drawing area. */
  readonly bottom: number;
  /** Horizontal place of a value. */
  readonly x: (value: number) => number;
  /** Vertical place of a value. */
  readonly y: (value: number) => number;
  /** Grid, axes, ticks and the name of the horizontal axis, as markup. */
  readonly markup: string;
}

const TICK_SIZE = 11.5;

function domain(values: readonly number[], fallback: number): [number, number] {
  let [low, high] = [0, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high === Number.NEGATIVE_INFINITY) return [0, fallback];
  return high > low ? [low, high] : [low, low + fallback];
}

/** Lays out the axes around the drawing area. Both start at 0 unless a value is below it; no points at all give an empty grid. */
export function chartFrame(options: {
  readonly points: readonly Point[];
  readonly xLabel: string;
  readonly yFormat: ValueFormat;
  readonly yDomain: readonly [number, number] | undefined;
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
}): Frame {
  const { points, xLabel, yFormat, yDomain, top, bottom, right } = options;
  const y = scaleLinear()
    .domain(
      yDomain ??
        domain(
          points.map((point) => point.y),
          yFormat === 'percent' ? 0.1 : 1,
        ),
    )
    .range([bottom, top]);
  if (yDomain === undefined) y.nice(5);
  const yTicks = y.ticks(5);
  const yText = y.tickFormat(5, yFormat === 'percent' ? '%' : undefined);
  const left = Math.max(...yTicks.map((tick) => textWidth(yText(tick), TICK_SIZE)), 16) + 18;

  const x = scaleLinear()
    .domain(
      domain(
        points.map((point) => point.x),
        1,
      ),
    )
    .range([left, right]);
  const count = Math.max(2, Math.min(6, Math.floor((right - left) / 52)));
  const xText = x.tickFormat(count);

  const markup = [
    ...yTicks.map((tick) =>
      element('line', {
        x1: left,
        x2: right,
        y1: y(tick),
        y2: y(tick),
        ...stroke(tick === 0 ? 'axis' : 'grid', 1),
      }),
    ),
    ...yTicks.map((tick) =>
      label(yText(tick), {
        x: left - 8,
        y: y(tick) + 4,
        'text-anchor': 'end',
        'font-size': TICK_SIZE,
        ...fill('muted'),
      }),
    ),
    ...(points.length === 0 ? [] : x.ticks(count)).flatMap((tick) => [
      element('line', { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4, ...stroke('axis', 1) }),
      label(xText(tick), {
        x: x(tick),
        y: bottom + 17,
        'text-anchor': 'middle',
        'font-size': TICK_SIZE,
        ...fill('muted'),
      }),
    ]),
    label(xLabel, {
      x: (left + right) / 2,
      y: bottom + 34,
      'text-anchor': 'middle',
      'font-size': TICK_SIZE,
      ...fill('muted'),
    }),
  ].join('');
  return { left, right, top, bottom, x: (value) => x(value), y: (value) => y(value), markup };
}
