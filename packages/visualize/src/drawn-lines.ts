import type { ArchitectureGraph, ArchitectureSkip } from './architecture-graph.ts';
import type { Flow, Step } from './part-steps.ts';
import type { DrawnPart } from './repeated-blocks.ts';

/** A line beside the main path. */
export interface SideLine {
  /** Layer that it comes from. */
  readonly from: string;
  /** Layer that it goes to. */
  readonly to: string;
  /** Whether it goes to the lanes before that layer. */
  readonly toLanes: boolean;
  /** Layers on it. */
  readonly via: readonly string[];
  /** Kind of shortcut; `other` for any other line, such as to a second head. */
  readonly kind: ArchitectureSkip['shortcut'] | 'other';
  /** Whether it leaves where the part of `to` begins. */
  readonly fromEntry: boolean;
  /** How many lines it has to go around, counted from the inside. */
  readonly level: number;
}

/** How the steps of the parts are connected. */
export interface DrawnLines {
  /** Layers and, with `lanes:` before the name of the layer that joins them, lanes that take what is right above them. */
  readonly joined: ReadonlySet<string>;
  /** All other lines. */
  readonly side: readonly SideLine[];
}

/** Finds out which steps follow each other directly, and which lines run beside. */
export function drawnLines(
  parts: readonly { readonly part: DrawnPart; readonly steps: readonly Step[] }[],
  graph: ArchitectureGraph,
  flow: Flow,
): DrawnLines {
  const joined = new Set<string>();
  const side: Omit<SideLine, 'level'>[] = [];
  const skips = new Map(graph.skips.map((skip) => [skip.to, skip]));
  let above = new Set<string>();
  for (const { part, steps } of parts) {
    const entry = above;
    const beside = (from: string, to: string, toLanes: boolean): void => {
      if (flow.around.has(from)) return;
      const line = { from, to, toLanes, via: [], kind: 'other' as const, fromEntry: false };
      if (!side.some((one) => one.from === from && one.to === to)) side.push(line);
    };
    for (const step of steps) {
      const id = step.kind === 'lanes' ? step.joinedBy : step.node.id;
      const skip = skips.get(id);
      const inputs = step.kind === 'lanes' ? step.sources : (flow.inputs.get(id) ?? []);
      const key = step.kind === 'lanes' ? `lanes:${id}` : id;
      if (inputs.some((input) => above.has(input))) joined.add(key);
      for (const input of inputs) {
        if (above.has(input) || (step.kind === 'layer' && input === skip?.from)) continue;
        beside(input, id, step.kind === 'lanes');
      }
      if (skip !== undefined && step.kind === 'layer') {
        const { from, via, shortcut } = skip;
        side.push({ from, to: id, toLanes: false, via, kind: shortcut, fromEntry: entry.has(from) });
      }
      above =
        step.kind === 'lanes'
          ? new Set([...step.lanes.flatMap((lane) => lane.at(-1)?.id ?? []), ...above])
          : new Set([step.node.id]);
    }
    for (const [hidden, shown] of part.hidden) if (above.has(shown)) above.add(hidden);
  }
  return { joined, side: withLevels(side, graph) };
}

/** A line is one level further out than those that it goes around. */
function withLevels(lines: readonly Omit<SideLine, 'level'>[], graph: ArchitectureGraph): SideLine[] {
  const order = new Map(graph.nodes.map(({ id }, index) => [id, index]));
  const spans = lines
    .map((line) => ({ line, from: order.get(line.from) ?? 0, to: order.get(line.to) ?? 0, level: 1 }))
    .sort((a, b) => a.to - a.from - (b.to - b.from));
  for (const [index, span] of spans.entries()) {
    for (const inner of spans.slice(0, index)) {
      const overlaps = inner.from < span.to && inner.to > span.from;
      if (overlaps) span.level = Math.max(span.level, inner.level + 1);
    }
  }
  return spans.map(({ line, level }) => ({ ...line, level }));
}
