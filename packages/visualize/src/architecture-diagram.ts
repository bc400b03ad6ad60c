import { architectureColumns } from './architecture-columns.ts';
import type { Drawing } from './architecture-columns.ts';
import type { ArchitectureDetail, ArchitectureGraph, ArchitectureSkip } from './architecture-graph.ts';
import { SHORTCUT_WORDS, shortcutStroke } from './architecture-shapes.ts';
import { totalText } from './architecture-text.ts';
import { figure, fill, label, textWidth } from './figure.ts';
import { element } from './markup.ts';
import type { Family, Theme } from './palette.ts';
import { stageRows } from './stage-rows.ts';

/** Options of {@link architectureDiagram}. */
export interface ArchitectureDiagramOptions {
  /** Net to draw, or several side by side. */
  readonly graph: ArchitectureGraph | readonly ArchitectureGraph[];
  /**
   * How much of it: stages with their costs; convolutions and poolings with the shortcuts around blocks; every layer.
   * @defaultValue `'blocks'`
   */
  readonly detail?: ArchitectureDetail;
  /**
   * Colours.
   * @defaultValue those that the reader's system asks for
   */
  readonly theme?: Theme;
  /**
   * Heading of the figure, and its accessible name.
   * @defaultValue the names of the nets
   */
  readonly title?: string;
  /**
   * Prefix of the ids inside the figure: give one where a page holds the same net twice.
   * @defaultValue made from the title
   */
  readonly id?: string;
}

const DETAILS: readonly ArchitectureDetail[] = ['stages', 'blocks', 'layers'];
const MAX_HEIGHT = { blocks: 1000, layers: 1700 };
const MARGIN = 24;
const BETWEEN = 36;

/**
 * A net as an SVG document, data flowing downwards, at one of three levels of detail. Shortcuts are arcs: solid where they are
 * identities, dashed where they are projections, dotted where they change the shape without weights. Equal blocks in a row
 * are drawn once with their number.
 *
 * @throws RangeError when the detail or the theme is unknown, or there is no net.
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385, figure 3
 */
export function architectureDiagram(options: ArchitectureDiagramOptions): string {
  const { detail = 'blocks', theme, id } = options;
  const graphs: readonly ArchitectureGraph[] = 'nodes' in options.graph ? [options.graph] : options.graph;
  if (!DETAILS.includes(detail))
    throw new RangeError(`detail must be one of ${DETAILS.join(', ')}; got ${String(detail)}.`);
  if (theme !== undefined && theme !== 'light' && theme !== 'dark')
    throw new RangeError(`theme must be light or dark; got ${String(theme)}.`);
  if (graphs.length === 0) throw new RangeError('graph must be a net or an array of at least one net.');

  const drawings = graphs.map((graph) => draw(graph, detail, graphs.length > 1));
  const parts: string[] = [];
  let x = MARGIN;
  for (const [index, { width, markup }] of drawings.entries()) {
    const graph = graphs[index];
    if (graph === undefined) continue;
    parts.push(
      label(graph.name, { x, y: 34, 'font-size': 19, 'font-weight': 650, ...fill('text') }),
      label(totalText(graph.stages), { x, y: 53, 'font-size': 12, ...fill('muted') }),
      element('g', { transform: `translate(${x} 64)` }, markup),
    );
    x += Math.max(width, textWidth(totalText(graph.stages), 12)) + BETWEEN;
  }
  const bottom = 64 + Math.max(...drawings.map(({ height }) => height));
  const key =
    detail === 'stages'
      ? undefined
      : legend(
          graphs.flatMap(({ skips }) => skips),
          bottom + 14,
        );
  parts.push(key?.markup ?? '');
  const names = graphs.map(({ name }) => name).join(' and ');
  return figure(
    {
      id,
      title: options.title ?? names,
      description: graphs.map(sentence).join(' '),
      width: Math.ceil(Math.max(x - BETWEEN + MARGIN, 2 * MARGIN + (key?.width ?? 0))),
      height: Math.ceil(bottom + (key === undefined ? 12 : 36)),
      theme,
    },
    ...parts,
  );
}

function draw(graph: ArchitectureGraph, detail: ArchitectureDetail, beside: boolean): Drawing {
  const family = familyOf(graph);
  if (detail === 'stages') return stageRows(graph, family);
  const maxHeight = beside && detail === 'blocks' ? Infinity : MAX_HEIGHT[detail];
  return architectureColumns({ graph, detail, family, maxHeight });
}

/** Nets with shortcuts are residual, nets of one path are plain. */
function familyOf({ skips, nodes }: ArchitectureGraph): Family {
  if (skips.length > 0) return 'residual';
  return nodes.some(({ kind }) => kind === 'merge') ? 'other' : 'plain';
}

function sentence({ name, nodes, stages, blocks, skips }: ArchitectureGraph): string {
  const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  return (
    `${name} has ${counted(nodes.length, 'layer')} in ${counted(stages.length, 'stage')} and ` +
    `${counted(blocks.length, 'block')}, ${counted(skips.length, 'shortcut')}, ${totalText(stages)}.`
  );
}

/** What the lines mean, as far as there are such lines. */
function legend(
  skips: readonly ArchitectureSkip[],
  y: number,
): { width: number; markup: string } | undefined {
  const kinds = (['identity', 'padding', 'projection'] as const).filter((kind) =>
    skips.some(({ shortcut }) => shortcut === kind),
  );
  let x = MARGIN;
  const markup = kinds.map((kind) => {
    const at = x;
    x += 44 + textWidth(SHORTCUT_WORDS[kind], 11) + 20;
    return (
      element('line', { x1: at, x2: at + 34, y1: y, y2: y, ...shortcutStroke(kind) }) +
      label(SHORTCUT_WORDS[kind], { x: at + 42, y: y + 4, 'font-size': 11, ...fill('muted') })
    );
  });
  return kinds.length === 0 ? undefined : { width: x - MARGIN, markup: markup.join('') };
}
