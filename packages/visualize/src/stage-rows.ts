import type { Drawing } from './architecture-columns.ts';
import type { ArchitectureGraph, ArchitectureGroup, ArchitectureNode } from './architecture-graph.ts';
import { downArrow } from './architecture-shapes.ts';
import { quantityText, runLengths, shapeText, withTimes } from './architecture-text.ts';
import { fill, fitText, label, stroke } from './figure.ts';
import { element, escapeText } from './markup.ts';
import type { Family } from './palette.ts';

const ROW = 46;
const BAR = 30;
const WIDEST = 190;
const NARROWEST = 64;
const COLUMNS = { shape: 214, content: 310, params: 640, macs: 740, end: 830 };
const SHARE = 84;

/**
 * A net as one row a stage: a bar as wide as its feature map is, what is in it, and its part of the parameters and
 * multiply-adds.
 */
export function stageRows(graph: ArchitectureGraph, family: Family): Drawing {
  const { stages } = graph;
  const most = (of: (stage: ArchitectureGroup) => number): number => Math.max(1, ...stages.map(of));
  const largest = { params: most(({ params }) => params), macs: most(({ macs }) => macs ?? 0) };
  const sizes = stages.map(mapSize);
  const widest = Math.max(2, ...sizes);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const centre = WIDEST / 2;
  const markup = [heading('shape', COLUMNS.shape), heading('layers', COLUMNS.content)];
  markup.push(heading('parameters', COLUMNS.params), heading('multiply-adds', COLUMNS.macs));
  for (const [index, stage] of stages.entries()) {
    const y = 24 + index * ROW;
    const size = sizes[index] ?? 1;
    const width = NARROWEST + (WIDEST - NARROWEST) * (Math.log2(Math.max(1, size)) / Math.log2(widest));
    if (index > 0) markup.push(downArrow(centre, y - ROW + BAR, y));
    const bar = { x: centre - width / 2, y, width, height: BAR, rx: 5 };
    const image = stage.nodes.every((id) => nodes.get(id)?.kind === 'image');
    markup.push(
      element('rect', { ...bar, ...fill(image ? 'other-tint' : `${family}-tint`) }),
      element('rect', { ...bar, ...stroke(image ? 'axis' : `${family}-4`, 1.3) }),
      label(fitText(stage.name, 12.5, width - 6), {
        x: centre,
        y: y + BAR / 2 + 4.5,
        'text-anchor': 'middle',
        'font-size': 12.5,
        'font-weight': 600,
        ...fill(image ? 'text' : `${family}-4`),
      }),
      label(shapeText(stage.outputShape), { x: COLUMNS.shape, y: y + 19, 'font-size': 12, ...fill('text') }),
      ...contentLines(stage, graph, nodes).map((line, at, all) =>
        element(
          'g',
          {},
          element('title', {}, escapeText(line)),
          label(fitText(line, 11.5, COLUMNS.params - COLUMNS.content - 12), {
            x: COLUMNS.content,
            y: y + 19 + (at - (all.length - 1) / 2) * 14,
            'font-size': 11.5,
            ...fill('text'),
          }),
        ),
      ),
      share(stage.params, largest.params, { x: COLUMNS.params, y }, family),
      share(stage.macs, largest.macs, { x: COLUMNS.macs, y }, family),
    );
  }
  return { width: COLUMNS.end, height: 24 + stages.length * ROW, markup: markup.join('') };
}

function heading(text: string, x: number): string {
  return label(text, { x, y: 14, 'font-size': 11, ...fill('muted') });
}

/** A number over a bar of its part of the largest one. */
function share(value: number | null, largest: number, at: { x: number; y: number }, family: Family): string {
  const width = (SHARE * (value ?? 0)) / largest;
  return (
    label(value === 0 ? '–' : quantityText(value), {
      x: at.x,
      y: at.y + 14,
      'font-size': 12,
      ...fill('text'),
    }) +
    element('rect', { x: at.x, y: at.y + 21, width: SHARE, height: 5, rx: 2.5, ...fill('grid') }) +
    (width > 0
      ? element('rect', {
          x: at.x,
          y: at.y + 21,
          width: Math.max(2, width),
          height: 5,
          rx: 2.5,
          ...fill(`${family}-2`),
        })
      : '')
  );
}

/** Height of the map; 1 where there is none. */
function mapSize({ outputShape }: ArchitectureGroup): number {
  return outputShape.length < 2 ? 1 : (outputShape[0] ?? 1);
}

/** What is in a stage, in one line or two: its layers with weights and its poolings, or its blocks with those of one. */
function contentLines(
  stage: ArchitectureGroup,
  graph: ArchitectureGraph,
  nodes: ReadonlyMap<string, ArchitectureNode>,
): string[] {
  const around = new Set(graph.skips.flatMap(({ via }) => via));
  const labels = (ids: readonly string[]): string[] =>
    ids.flatMap((id) => {
      const node = nodes.get(id);
      const drawn = node?.kind === 'weights' || node?.kind === 'pool';
      return node === undefined || !drawn || around.has(id) ? [] : [withTimes(node.label)];
    });
  const blocks = graph.blocks.filter(({ stage: name, nodes: own }) => name === stage.name && own.length > 0);
  const inBlocks = new Set(blocks.flatMap(({ nodes: own }) => own));
  const loose = runLengths(labels(stage.nodes.filter((id) => !inBlocks.has(id)))).join(' · ');
  const bodies = runLengths(
    blocks.map(({ nodes: own }) =>
      labels(own)
        .join(' · ')
        .replaceAll(/, \/\d+| conv(?=,)/g, ''),
    ),
  );
  const [body = ''] = bodies;
  const joins = blocks.some(({ nodes: own }) =>
    own.some((id) => nodes.get(id)?.kind === 'merge' && !isSum(graph, id)),
  );
  const lines = [loose];
  if (blocks.length > 0) {
    const what = joins ? 'blocks of several branches' : 'blocks';
    if (bodies.length === 1 && !joins)
      lines.push(blocks.length === 1 ? body : body.replace(' × ', ' × [') + ']');
    else lines.push(blocks.length === 1 ? what.replace('blocks', 'block') : `${blocks.length} ${what}`);
  }
  return lines.filter((line) => line !== '');
}

function isSum({ skips }: ArchitectureGraph, id: string): boolean {
  return skips.some(({ to }) => to === id);
}
