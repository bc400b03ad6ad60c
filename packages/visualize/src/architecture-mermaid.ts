import type { ArchitectureDetail, ArchitectureGraph, ArchitectureGroup } from './architecture-graph.ts';
import { shapeText, withTimes } from './architecture-text.ts';

/** Options of {@link architectureMermaid}. */
export interface ArchitectureMermaidOptions {
  /** Net to write down. */
  readonly graph: ArchitectureGraph;
  /**
   * What becomes a node: a stage, a block, or a layer.
   * @defaultValue `'stages'`
   */
  readonly detail?: ArchitectureDetail;
}

interface Box {
  readonly name: string;
  readonly lines: readonly string[];
  readonly nodes: readonly string[];
  readonly stage: string;
}

/**
 * A net as a Mermaid flowchart, which GitHub and most documentation tools draw from the text. Shortcuts are dotted edges.
 *
 * @throws RangeError when the detail is unknown.
 */
export function architectureMermaid(options: ArchitectureMermaidOptions): string {
  const { graph, detail = 'stages' } = options;
  const boxes = boxesOf(graph, detail);
  const ids = new Map(boxes.flatMap(({ nodes }, index) => nodes.map((node) => [node, `n${index}`] as const)));
  const lines = ['flowchart TD', `  %% ${commentText(graph.name)}`];
  for (const [index, { name, lines: text, stage }] of boxes.entries()) {
    const opens = detail !== 'stages' && boxes[index - 1]?.stage !== stage;
    if (opens) lines.push(`  subgraph s${index}["${labelText(stage)}"]`);
    lines.push(`    n${index}["${[name, ...text].map(labelText).join('<br/>')}"]`);
    if (detail !== 'stages' && boxes[index + 1]?.stage !== stage) lines.push('  end');
  }
  const skips = new Map(
    graph.skips.flatMap(({ from, to, via, shortcut }) => [
      [`${via.at(-1) ?? from} ${to}`, shortcut] as const,
    ]),
  );
  const seen = new Set<string>();
  for (const { from, to } of graph.edges) {
    const [a, b] = [ids.get(from), ids.get(to)];
    const shortcut = skips.get(`${from} ${to}`);
    const dotted = detail === 'layers' && shortcut !== undefined;
    const edge = `  ${a} ${dotted ? `-. ${shortcut} .->` : '-->'} ${b}`;
    if (a === b || seen.has(edge)) continue;
    seen.add(edge);
    lines.push(edge);
  }
  return `${lines.join('\n')}\n`;
}

function boxesOf(graph: ArchitectureGraph, detail: ArchitectureDetail): Box[] {
  const group = (
    { name, stage, outputShape, nodes }: ArchitectureGroup,
    lines: readonly string[] = [],
  ): Box => ({
    name,
    lines: [...lines, shapeText(outputShape)],
    nodes,
    stage,
  });
  if (detail === 'stages') return graph.stages.map((stage) => group(stage));
  const layer = ({ id, label, stage, outputShape }: ArchitectureGraph['nodes'][number]): Box => ({
    name: withTimes(label),
    lines: [shapeText(outputShape)],
    nodes: [id],
    stage,
  });
  if (detail === 'layers') return graph.nodes.map(layer);
  if (detail !== 'blocks')
    throw new RangeError(`detail must be one of stages, blocks, layers; got ${String(detail)}.`);
  const skips = new Map(graph.skips.map((skip) => [skip.to, skip.shortcut]));
  const around = new Set(graph.skips.flatMap(({ via }) => via));
  const blocks = new Map(graph.blocks.map((block) => [block.name, block]));
  const written = new Set<string>();
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const loose: Box[] = [];
  for (const node of graph.nodes) {
    const block = node.block === undefined ? undefined : blocks.get(node.block);
    const last = loose.at(-1);
    if (block === undefined) {
      if (node.kind !== 'step') loose.push(layer(node));
      else if (last !== undefined) loose.splice(-1, 1, { ...last, nodes: [...last.nodes, node.id] });
      else loose.push(layer(node));
    } else if (!written.has(block.name)) {
      written.add(block.name);
      const shortcuts = block.nodes.flatMap((id) => skips.get(id) ?? []);
      const convolutions = block.nodes.flatMap((id) => {
        const own = nodes.get(id);
        return own?.kind === 'weights' && !around.has(id) ? [withTimes(own.label)] : [];
      });
      loose.push(group(block, [...convolutions, ...shortcuts.map((kind) => `${kind} shortcut`)]));
    }
  }
  return loose;
}

/** Text inside quotes: Mermaid knows HTML's numbered entities, written with a number sign instead of an ampersand. */
function labelText(text: string): string {
  return text.replaceAll(/[^\w ×,./()+:?-]/g, (character) => `#${character.codePointAt(0)};`);
}

function commentText(text: string): string {
  return text.replaceAll(/[^\w .-]/g, ' ');
}
