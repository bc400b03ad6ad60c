import type { Frame, ValueFormat } from './chart-frame.ts';
import { fill, fitText, label, stroke, textWidth } from './figure.ts';
import { element, escapeText } from './markup.ts';
import { formatPercent } from './number-text.ts';
import type { Curve } from './series.ts';
import { spreadLabels } from './spread-labels.ts';

const SIZE = 12.5;
/** Vertical distance between two labels, in the chart's units. */
export const LABEL_GAP = 16;

/** A value as text: percent with one decimal, other numbers with three significant digits, two below 0.1. */
export function formatValue(value: number, format: ValueFormat): string {
  return format === 'percent'
    ? formatPercent(value)
    : String(Number(value.toPrecision(Math.abs(value) < 0.1 ? 2 : 3)));
}

interface EndLabel {
  readonly curve: Curve;
  readonly value: string;
}

/** One label for each name: the solid (test) curve speaks for the dashed one of the same name. */
function endLabels(curves: readonly Curve[], format: ValueFormat): EndLabel[] {
  const chosen = new Map<string, Curve>();
  for (const curve of curves) {
    const known = chosen.get(curve.name);
    if (
      known === undefined ||
      known.finite.length === 0 ||
      (known.dashed && !curve.dashed && curve.finite.length > 0)
    )
      chosen.set(curve.name, curve);
  }
  return [...chosen.values()].map((curve) => {
    const last = curve.finite.at(-1);
    return { curve, value: last === undefined ? 'no data' : formatValue(last.y, format) };
  });
}

/** Number of labels that the curves need. */
export function labelCount(curves: readonly Curve[]): number {
  return new Set(curves.map((curve) => curve.name)).size;
}

/** Room that the labels take to the right of the drawing area: what they need, at most two fifths of the chart. */
export function labelRoom(curves: readonly Curve[], format: ValueFormat, width: number): number {
  const needed = endLabels(curves, format).map(
    ({ curve, value }) => textWidth(`${curve.name} ${value}`, SIZE) + 22,
  );
  return Math.min(Math.max(24, ...needed), 0.4 * width);
}

/** Name and last value of each curve at its end, moved apart where they would overlap, with a thin line back to the curve. */
export function chartLabels(options: {
  readonly curves: readonly Curve[];
  readonly frame: Frame;
  readonly format: ValueFormat;
  readonly width: number;
}): string {
  const { curves, frame, format, width } = options;
  const labels = endLabels(curves, format);
  const anchors = labels.map(({ curve }) => {
    const y = frame.y(curve.finite.at(-1)?.y ?? 0);
    return Math.max(frame.top, Math.min(frame.bottom, y));
  });
  const places = spreadLabels({ wanted: anchors, gap: LABEL_GAP, from: frame.top, to: frame.bottom - 4 });
  const start = frame.right + 16;
  return labels
    .map(({ curve, value }, index) => {
      const last = curve.finite.at(-1);
      const [from, to] = [anchors[index] ?? 0, places[index] ?? 0];
      const leader =
        last === undefined
          ? ''
          : element('path', {
              d: `M${Math.min(frame.x(last.x) + 5, frame.right + 3).toFixed(2)} ${from.toFixed(2)}H${(frame.right + 4).toFixed(2)}L${(start - 3).toFixed(2)} ${to.toFixed(2)}`,
              ...stroke(curve.ink, 0.8),
              'stroke-opacity': 0.6,
              'stroke-dasharray': frame.x(last.x) < frame.right - 1 ? '1 3' : undefined,
            });
      const name = fitText(curve.name, SIZE, width - start - textWidth(` ${value}`, SIZE) - 4);
      const text = element(
        'text',
        { x: start, y: to + 4, 'font-size': SIZE, ...fill(curve.ink) },
        element('tspan', { 'font-weight': 600 }, escapeText(name)),
        element('tspan', { dx: 5 }, escapeText(value)),
        ...(name === curve.name ? [] : [element('title', {}, escapeText(curve.name))]),
      );
      return leader + text;
    })
    .join('');
}

/** The key of line styles, right-aligned at `right`: drawn where a chart has both a dashed and a solid curve. */
export function splitKey(curves: readonly Curve[], right: number, y: number): string {
  const dashed = new Set(curves.filter((curve) => curve.finite.length > 0).map((curve) => curve.dashed));
  if (dashed.size < 2) return '';
  const entry = (text: string, x: number, dash: string | undefined): string =>
    element('line', {
      x1: x,
      x2: x + 24,
      y1: y - 4,
      y2: y - 4,
      ...stroke('text', 1.8),
      'stroke-dasharray': dash,
    }) + label(text, { x: x + 30, y, 'font-size': SIZE - 0.5, ...fill('text') });
  return entry('training', right - 146, '5 3.5') + entry('test', right - 54, undefined);
}
