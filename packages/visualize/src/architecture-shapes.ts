import type { ArchitectureNode, ArchitectureSkip } from './architecture-graph.ts';
import { withTimes } from './architecture-text.ts';
import { fill, fitText, label, stroke } from './figure.ts';
import { element, escapeText } from './markup.ts';
import type { Family } from './palette.ts';

/** Sizes of the shapes at one level of detail, in the drawing's units. */
export interface ShapeSizes {
  /** Width and height of a layer on the main path. */
  readonly box: { readonly width: number; readonly height: number };
  /** Width of a layer in one of several lanes. */
  readonly laneWidth: number;
  /** Between two layers. */
  readonly gap: number;
  /** Size of the text. */
  readonly font: number;
}

/** A layer as a box around its centre line, from `y` down; its name is the tooltip. */
export function layerBox(
  node: ArchitectureNode,
  at: { readonly x: number; readonly y: number; readonly width: number },
  sizes: ShapeSizes,
  family: Family,
): string {
  const { height } = sizes.box;
  const heavy = node.kind === 'weights';
  const box = { x: at.x - at.width / 2, y: at.y, width: at.width, height, rx: heavy ? 4 : height / 2 };
  const ink = heavy ? `${family}-4` : 'text';
  const tint = heavy ? `${family}-tint` : node.kind === 'step' ? 'surface' : 'other-tint';
  return element(
    'g',
    {},
    element(
      'title',
      {},
      escapeText(`${node.id}: ${node.outputShape.map((size) => size ?? '?').join(' x ')}`),
    ),
    element('rect', { ...box, ...fill(tint) }),
    element('rect', { ...box, ...stroke(heavy ? `${family}-4` : 'axis', heavy ? 1.3 : 0.8) }),
    label(fitText(withTimes(node.label), sizes.font, at.width - 6), {
      x: at.x,
      y: at.y + height / 2 + sizes.font * 0.35,
      'text-anchor': 'middle',
      'font-size': sizes.font,
      ...(heavy ? { 'font-weight': 600 } : {}),
      ...fill(ink),
    }),
  );
}

/** A line with a head, straight down. */
export function downArrow(x: number, from: number, to: number): string {
  if (to - from < 4) return '';
  return (
    element('line', { x1: x, x2: x, y1: from, y2: to - 3, ...stroke('muted', 1.1) }) +
    element('path', { d: `M${x - 2.8} ${to - 4.5}L${x} ${to}L${x + 2.8} ${to - 4.5}Z`, ...fill('muted') })
  );
}

/** A line without a head. */
export function wire(path: string): string {
  return element('path', { d: path, ...stroke('muted', 1.1) });
}

/** The circled plus of a shortcut. */
export function plus(x: number, y: number, radius: number): string {
  const arm = radius * 0.55;
  return (
    element('circle', { cx: x, cy: y, r: radius, ...fill('residual-4') }) +
    element('path', {
      d: `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`,
      ...stroke('surface', 1.6),
    })
  );
}

const DASHES: Readonly<Record<ArchitectureSkip['shortcut'] | 'other', string | undefined>> = {
  identity: undefined,
  padding: '1.5 3.5',
  projection: '6 4',
  other: undefined,
};

/** What a line of each kind of shortcut means. */
export const SHORTCUT_WORDS: Readonly<Record<ArchitectureSkip['shortcut'], string>> = {
  identity: 'identity shortcut',
  padding: 'shortcut without weights that changes the shape',
  projection: 'projection shortcut',
};

/** The stroke of a shortcut's line: solid for an identity, dotted for a change of shape, dashed for a projection. */
export function shortcutStroke(
  kind: ArchitectureSkip['shortcut'] | 'other',
): Readonly<Record<string, string | number | undefined>> {
  const dash = DASHES[kind];
  return {
    ...(kind === 'other' ? stroke('axis', 1) : stroke('residual-4', 1.8)),
    'stroke-dasharray': dash,
    'stroke-linecap': kind === 'padding' ? 'round' : undefined,
  };
}

/** A line that leaves `from` to the right, goes down at `reach`, and comes back to `to` with a head. */
export function arc(
  options: {
    readonly from: { readonly x: number; readonly y: number };
    readonly to: { readonly x: number; readonly y: number };
    readonly reach: number;
  },
  kind: ArchitectureSkip['shortcut'] | 'other',
): string {
  const { from, to, reach } = options;
  const bend = Math.max(0, Math.min(14, (to.y - from.y) / 2, reach - to.x));
  const ink = kind === 'other' ? 'axis' : 'residual-4';
  const path =
    `M${from.x} ${from.y}H${reach - bend}Q${reach} ${from.y} ${reach} ${from.y + bend}` +
    `V${to.y - bend}Q${reach} ${to.y} ${reach - bend} ${to.y}H${to.x + 4}`;
  return (
    element('path', { d: path, ...shortcutStroke(kind) }) +
    element('path', { d: `M${to.x + 6} ${to.y - 4}L${to.x} ${to.y}L${to.x + 6} ${to.y + 4}Z`, ...fill(ink) })
  );
}
