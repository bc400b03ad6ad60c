import type { ArchitectureGraph, ArchitectureNode } from './architecture-graph.ts';
import { arc, downArrow, layerBox, plus, wire } from './architecture-shapes.ts';
import type { ShapeSizes } from './architecture-shapes.ts';
import { shapeText } from './architecture-text.ts';
import type { DrawnLines, SideLine } from './drawn-lines.ts';
import { fill, label } from './figure.ts';
import { element } from './markup.ts';
import type { Family } from './palette.ts';
import type { Flow, Step } from './part-steps.ts';
import type { DrawnPart } from './repeated-blocks.ts';

/** Left of the layers: shapes. */
export const SHAPES = 62;
/** Name of a stage. */
export const HEADER = 30;
/** Name of a block. */
export const TITLE = 17;
/** Between two lanes. */
export const LANE_GAP = 8;
/** Of the circled plus. */
export const RADIUS = 7.5;
/** Between two lines side by side. */
export const LINE_GAP = 12;

/** What all shapes of a drawing have in common. */
export interface PenStyle {
  readonly graph: ArchitectureGraph;
  readonly flow: Flow;
  readonly lines: DrawnLines;
  readonly sizes: ShapeSizes;
  readonly family: Family;
  /** Whether shapes and names of blocks are written at every layer. */
  readonly layers: boolean;
  readonly isDrawn: (node: ArchitectureNode) => boolean;
  readonly isTitled: (part: DrawnPart) => boolean;
  /** Distance of the innermost line from the middle of the column. */
  readonly reach: number;
}

/** A point of a column. */
interface Place {
  readonly x: number;
  readonly y: number;
  /** Left edge of the column: no line crosses from one column into another. */
  readonly left: number;
}

/** Draws parts one below the other and remembers where their layers are. */
export class ArchitecturePen {
  /** All that is drawn. */
  markup = '';
  readonly #style: PenStyle;
  /** Where the line leaves each layer. */
  readonly #exits = new Map<string, Place>();
  /** Where a line from the side comes in, and where the part around it begins. */
  readonly #entries = new Map<string, Place & { readonly top: number }>();
  #end: Place | undefined;
  #shape = '';

  constructor(style: PenStyle) {
    this.#style = style;
  }

  /** Name of the stage and the shape that it ends with. */
  heading(
    part: DrawnPart,
    at: { readonly left: number; readonly y: number; readonly continued: boolean },
  ): void {
    const stage = this.#style.graph.stages.find(({ name }) => name === part.stage);
    const shape = stage === undefined || at.continued ? '' : shapeText(stage.outputShape);
    const x = at.left + SHAPES;
    const y = at.y + 20;
    this.markup +=
      label(at.continued ? `${part.stage}, continued` : part.stage, {
        ...{ x: x - 2, y, 'font-size': 13, 'font-weight': 650 },
        ...fill('text'),
      }) + label(shape, { x: x - 8, y, 'text-anchor': 'end', 'font-size': 10.5, ...fill('muted') });
  }

  /** The layers of a block, or between blocks. */
  part(
    part: DrawnPart,
    steps: readonly Step[],
    at: Place & { readonly height: number; readonly body: number },
  ): void {
    const { sizes, isDrawn, flow, family, lines } = this.#style;
    const { x, left, body } = at;
    if (part.block !== undefined) {
      const panel = { x: left + SHAPES - 6, y: at.y, width: body + 12, height: at.height, rx: 8 };
      this.markup += element('rect', { ...panel, ...fill('other-tint'), 'fill-opacity': 0.55 });
    }
    let y = at.y;
    if (this.#style.isTitled(part)) {
      this.#title(part, { x, y, left });
      y += TITLE;
    }
    const top = y;
    for (const step of steps) {
      const key = step.kind === 'lanes' ? `lanes:${step.joinedBy}` : step.node.id;
      const joined = lines.joined.has(key);
      if (step.kind === 'lanes') {
        if (joined) this.#reach({ x, y, left });
        this.#entries.set(key, { x, y: y + 1, left, top });
        y = this.#lanes(step, { x, y, left });
        this.#end = { x, y, left };
        continue;
      }
      const { node } = step;
      if (!isDrawn(node)) {
        this.#exits.set(node.id, { x, y, left });
        continue;
      }
      if (joined) this.#reach({ x, y, left });
      y += sizes.gap;
      if (joined) this.markup += downArrow(x, y - sizes.gap, y);
      if (flow.additions.has(node.id)) {
        this.markup += plus(x, y + RADIUS, RADIUS);
        this.#entries.set(key, { x: x + RADIUS + 1, y: y + RADIUS, left, top });
        y += 2 * RADIUS;
      } else {
        const { width, height } = sizes.box;
        this.markup += layerBox(node, { x, y, width }, sizes, family);
        this.#shapeBeside(node, { x: left + SHAPES - 10, y: y + height / 2 });
        this.#entries.set(key, { x: x + width / 2 + 1, y: y + height / 2, left, top });
        y += height;
      }
      this.#exits.set(node.id, { x, y, left });
      this.#end = { x, y, left };
    }
    for (const [hidden, shown] of part.hidden) {
      const place = this.#exits.get(shown);
      if (place !== undefined) this.#exits.set(hidden, place);
    }
  }

  /** Name of a block; of several, how many on the left of the main line, and which on its right. */
  #title({ block = '', lastBlock, count, stage }: DrawnPart, at: Place): void {
    const short = (name: string): string =>
      name.startsWith(`${stage}_`) ? name.slice(stage.length + 1) : name;
    const text = { y: at.y + 12, 'font-size': 10.5, ...fill('muted') };
    const [left, right] =
      count === 1 ? [short(block), ''] : [`× ${count}`, `${short(block)} to ${short(lastBlock ?? block)}`];
    this.markup += label(left, { x: at.left + SHAPES, 'font-weight': 650, ...text });
    if (right !== '') this.markup += label(right, { x: at.x + 8, ...text });
  }

  /** The main line from what was drawn last; across columns, its two ends. */
  #reach(to: Place): void {
    const from = this.#end;
    if (from === undefined) return;
    const end = from.left === to.left ? to.y : from.y + this.#style.sizes.gap;
    if (end > from.y) this.markup += wire(`M${from.x} ${from.y}V${end}`);
  }

  /** Branches side by side, from one line at the top to one at the bottom. */
  #lanes(step: Extract<Step, { kind: 'lanes' }>, at: Place): number {
    const { sizes, family, isDrawn } = this.#style;
    const { left } = at;
    const longest = Math.max(0, ...step.lanes.map((lane) => lane.filter(isDrawn).length));
    const pitch = sizes.box.height + sizes.gap;
    const bottom = at.y + longest * pitch;
    const across = sizes.laneWidth + LANE_GAP;
    const first = at.x - ((step.lanes.length - 1) * across) / 2;
    const half = sizes.gap / 2;
    for (const [index, lane] of step.lanes.entries()) {
      const x = first + index * across;
      let y = at.y;
      this.markup += wire(`M${at.x} ${y}V${y + half}H${x}V${y + sizes.gap - 2}`);
      for (const node of lane) {
        if (isDrawn(node)) {
          this.markup += downArrow(x, y + (y === at.y ? half : 0), y + sizes.gap);
          y += sizes.gap;
          this.markup += layerBox(node, { x, y, width: sizes.laneWidth }, sizes, family);
          y += sizes.box.height;
        }
        this.#exits.set(node.id, { x, y, left });
      }
      this.markup += wire(`M${x} ${y}V${bottom + half - 1}H${at.x}`);
    }
    return bottom;
  }

  /** A shape where it changes. */
  #shapeBeside(node: ArchitectureNode, at: { readonly x: number; readonly y: number }): void {
    const shape = shapeText(node.outputShape);
    if ((!this.#style.layers && node.kind !== 'image') || shape === this.#shape) return;
    this.#shape = shape;
    const text = { x: at.x, y: at.y + 3, 'text-anchor': 'end', 'font-size': 8.5 };
    this.markup += label(shape, { ...text, ...fill('muted') });
  }

  /** The lines beside the main path, with the layers on them; call it when all parts are drawn. */
  sideLines(): void {
    for (const line of this.#style.lines.side) this.#sideLine(line);
  }

  #sideLine(line: SideLine): void {
    const { sizes, family, graph, layers, reach } = this.#style;
    const to = this.#entries.get(line.toLanes ? `lanes:${line.to}` : line.to);
    const source = this.#exits.get(line.from);
    if (to === undefined || source === undefined) return;
    if (line.kind === 'other' && source.left !== to.left) {
      const name = graph.nodes.find(({ id }) => id === line.from)?.block ?? line.from;
      const text = { x: to.x + 8, y: to.top - 7, 'font-size': 10.5 };
      this.markup +=
        downArrow(to.x, to.top - 14, to.y) + label(`from ${name}`, { ...text, ...fill('muted') });
      return;
    }
    const middle = line.toLanes || line.kind !== 'other' ? to.x - (line.toLanes ? 0 : RADIUS + 1) : source.x;
    const within = source.left === to.left && !line.fromEntry;
    const from = { x: within ? source.x : middle, y: within ? source.y + sizes.gap / 2 - 2 : to.top + 2 };
    const out = to.left + SHAPES + reach + (line.level - 1) * LINE_GAP;
    this.markup += arc({ from, to, reach: out }, line.kind);
    if (!layers) return;
    const nodes = graph.nodes.filter(({ id }) => line.via.includes(id));
    const pitch = sizes.box.height + sizes.gap;
    let y = (from.y + to.y - nodes.length * pitch) / 2 + sizes.gap / 2;
    for (const node of nodes) {
      this.markup += layerBox(node, { x: out, y, width: sizes.laneWidth }, sizes, family);
      y += pitch;
    }
  }
}
