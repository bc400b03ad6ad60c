import type { ArchitectureDetail, ArchitectureGraph, ArchitectureNode } from './architecture-graph.ts';
import { ArchitecturePen, HEADER, LANE_GAP, LINE_GAP, RADIUS, SHAPES, TITLE } from './architecture-pen.ts';
import type { ShapeSizes } from './architecture-shapes.ts';
import { drawnLines } from './drawn-lines.ts';
import type { Family } from './palette.ts';
import { flowOf, stepsOf } from './part-steps.ts';
import type { Step } from './part-steps.ts';
import { drawnParts } from './repeated-blocks.ts';
import type { DrawnPart } from './repeated-blocks.ts';

/** A drawing without a frame: markup from the point (0, 0) on. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly markup: string;
}

const SIZES: Readonly<Record<'blocks' | 'layers', ShapeSizes>> = {
  blocks: { box: { width: 158, height: 23 }, laneWidth: 112, gap: 12, font: 11.5 },
  layers: { box: { width: 158, height: 17 }, laneWidth: 128, gap: 8, font: 10 },
};

/** Nets of more layers than this have their equal blocks joined at the level of layers too. */
const MOST_LAYERS = 250;

/** Between two parts. */
const PAD = 10;

/**
 * A net as columns of layers, data flowing downwards, with its shortcuts as arcs.
 *
 * @param options - The net, how much of it, and how high a column should be at most.
 */
export function architectureColumns(options: {
  readonly graph: ArchitectureGraph;
  readonly detail: Exclude<ArchitectureDetail, 'stages'>;
  readonly family: Family;
  readonly maxHeight: number;
}): Drawing {
  const { graph, detail, family, maxHeight } = options;
  const [flow, sizes, layers] = [flowOf(graph), SIZES[detail], detail === 'layers'];
  const isDrawn = ({ kind, id }: ArchitectureNode): boolean =>
    layers || kind !== 'step' || flow.additions.has(id);
  const isTitled = ({ block, count }: DrawnPart): boolean => block !== undefined && (count > 1 || layers);
  const pitch = sizes.box.height + sizes.gap;
  const stepHeight = (step: Step): number => {
    if (step.kind === 'lanes')
      return Math.max(0, ...step.lanes.map((lane) => lane.filter(isDrawn).length)) * pitch;
    if (!isDrawn(step.node)) return 0;
    return flow.additions.has(step.node.id) ? 2 * RADIUS + sizes.gap : pitch;
  };
  const parts = drawnParts(graph, !layers || graph.nodes.length > MOST_LAYERS).map((part, index, all) => {
    const steps = stepsOf(part, flow);
    const aside = layers ? part.nodes.filter(({ id }) => flow.around.has(id)).length : 0;
    const own = steps.reduce((sum, step) => sum + stepHeight(step), 0);
    const height = Math.max(own, (aside + 1) * pitch) + sizes.gap + (isTitled(part) ? TITLE : 0);
    const named = all[index - 1]?.stage !== part.stage && part.nodes.some(({ kind }) => kind !== 'image');
    return { part, steps, height, header: named ? HEADER : 0 };
  });

  const lanes = Math.max(
    0,
    ...parts.flatMap(({ steps }) => steps.map((step) => (step.kind === 'lanes' ? step.lanes.length : 0))),
  );
  const body = Math.max(sizes.box.width, lanes * (sizes.laneWidth + LANE_GAP) - LANE_GAP);
  const lines = drawnLines(parts, graph, flow);
  const levels = Math.max(0, ...lines.side.map(({ level }) => level));
  const wide = layers && flow.around.size > 0 ? sizes.laneWidth : 16;
  const columnWidth = SHAPES + body + (levels === 0 ? 24 : 18 + wide + levels * LINE_GAP);
  const reach = body + 18 + wide / 2;

  const breaks = columnBreaks(parts, maxHeight);
  const pen = new ArchitecturePen({ graph, flow, lines, sizes, family, layers, isDrawn, isTitled, reach });
  const headed = new Set<string>();
  let [column, y, tallest] = [0, 0, 0];
  for (const [index, { part, steps, header, height }] of parts.entries()) {
    if (breaks.has(index)) {
      column++;
      y = 0;
    }
    const left = column * columnWidth;
    if (header > 0 || (y === 0 && index > 0)) {
      pen.heading(part, { left, y, continued: headed.has(part.stage) });
      headed.add(part.stage);
      y += HEADER;
    }
    pen.part(part, steps, { left, x: left + SHAPES + body / 2, y, height, body });
    y += height + PAD;
    tallest = Math.max(tallest, y);
  }
  pen.sideLines();
  return { width: (column + 1) * columnWidth, height: tallest, markup: pen.markup };
}

/** Where new columns begin: as few as the height allows, and as even as they can be. */
function columnBreaks(
  parts: readonly { readonly header: number; readonly height: number }[],
  maxHeight: number,
): ReadonlySet<number> {
  const sizes = parts.map(({ header, height }) => header + height + PAD);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const columns = Math.max(1, Math.ceil(total / maxHeight));
  for (let limit = total / columns; ; limit *= 1.02) {
    const breaks = new Set<number>();
    let y = 0;
    for (const [index, size] of sizes.entries()) {
      if (y > 0 && y + size > limit) {
        breaks.add(index);
        y = HEADER;
      }
      y += size;
    }
    if (breaks.size < columns) return breaks;
  }
}
