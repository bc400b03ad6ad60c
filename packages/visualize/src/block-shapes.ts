import { fill, label, stroke } from './figure.ts';
import { element, escapeText } from './markup.ts';
import type { Family } from './palette.ts';

/** Horizontal middle of the column of steps, and the sizes of its boxes, in the diagram's units. */
export const COLUMN = { middle: 200, width: 156, weightHeight: 36, stepHeight: 25 } as const;

const MATHS = "'STIX Two Text','Times New Roman',Georgia,serif";
const { middle, width } = COLUMN;

/** A formula around `x`: letters italic, everything else upright. */
export function formula(text: string, x: number, y: number, size: number, ink: string): string {
  const spans = text
    .split(/([a-z])/)
    .filter((part) => part !== '')
    .map((part) =>
      element('tspan', { 'font-style': /[a-z]/.test(part) ? 'italic' : 'normal' }, escapeText(part)),
    );
  const attributes = {
    x,
    y,
    'text-anchor': 'middle',
    'font-size': size,
    'font-family': MATHS,
    style: `font-family:${MATHS}`,
  };
  return element('text', { ...attributes, ...fill(ink) }, ...spans);
}

/** A convolution: the layer that has weights. */
export function weightLayer(text: string, y: number, family: Family): string {
  const height = COLUMN.weightHeight;
  const box = { x: middle - width / 2, y, width, height, rx: 7 };
  return (
    element('rect', { ...box, ...fill(`${family}-tint`) }) +
    element('rect', { ...box, ...stroke(`${family}-4`, 1.6) }) +
    label(text, {
      x: middle,
      y: y + height / 2 + 4.5,
      'text-anchor': 'middle',
      'font-size': 13,
      'font-weight': 600,
      ...fill(`${family}-4`),
    })
  );
}

/** Batch norm or ReLU: a step between the weight layers. */
export function smallStep(text: string, y: number): string {
  const height = COLUMN.stepHeight;
  const box = { x: middle - width / 2 + 14, y, width: width - 28, height, rx: height / 2 };
  return (
    element('rect', { ...box, ...stroke('axis', 1) }) +
    label(text, {
      x: middle,
      y: y + height / 2 + 4,
      'text-anchor': 'middle',
      'font-size': 12,
      ...fill('text'),
    })
  );
}

/** A line with a head, from `from` down to `to`. */
export function arrowDown(from: number, to: number): string {
  return (
    element('line', { x1: middle, x2: middle, y1: from, y2: to - 4, ...stroke('muted', 1.3) }) +
    element('path', {
      d: `M${middle - 3.5} ${to - 5.5}L${middle} ${to}L${middle + 3.5} ${to - 5.5}Z`,
      ...fill('muted'),
    })
  );
}

/** The mark where the shortcut leaves the column. */
export function junction(y: number): string {
  return element('circle', { cx: middle, cy: y, r: 3, ...fill('residual-4') });
}

/** The circled plus where the shortcut comes back. */
export function addition(y: number): string {
  return (
    element('circle', { cx: middle, cy: y, r: 11, ...fill('residual-4') }) +
    element('path', {
      d: `M${middle - 5.5} ${y}H${middle + 5.5}M${middle} ${y - 5.5}V${y + 5.5}`,
      ...stroke('surface', 2),
    })
  );
}

/** The shortcut: an arc from the input at `from` around the weight layers to the addition at `to`, named "x, identity". */
export function shortcut(from: number, to: number): string {
  const reach = middle + width / 2 + 34;
  const bend = 30;
  const end = middle + 15;
  const centre = (from + to) / 2;
  return (
    element('path', {
      d: `M${middle} ${from}H${reach - bend}Q${reach} ${from} ${reach} ${from + bend}V${to - bend}Q${reach} ${to} ${reach - bend} ${to}H${end}`,
      ...stroke('residual-4', 2.4),
    }) +
    element('path', {
      d: `M${end + 5} ${to - 5.5}L${end - 3} ${to}L${end + 5} ${to + 5.5}Z`,
      ...fill('residual-4'),
    }) +
    formula('x', reach + 14, centre - 2, 18, 'residual-4') +
    label('identity', { x: reach + 8, y: centre + 14, 'font-size': 11.5, ...fill('residual-4') })
  );
}

/** The bracket to the left of the weight layers, named f(x). */
export function bracket(from: number, to: number): string {
  const x = middle - width / 2 - 18;
  const centre = (from + to) / 2;
  return (
    element('path', {
      d: `M${x + 7} ${from}Q${x} ${from} ${x} ${from + 8}V${centre - 6}L${x - 6} ${centre}L${x} ${centre + 6}V${to - 8}Q${x} ${to} ${x + 7} ${to}`,
      ...stroke('axis', 1.2),
    }) + formula('f(x)', x - 28, centre + 6, 18, 'text')
  );
}
