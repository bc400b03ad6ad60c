import {
  addition,
  arrowDown,
  bracket,
  COLUMN,
  formula,
  junction,
  shortcut,
  smallStep,
  weightLayer,
} from './block-shapes.ts';
import { figure, fill, label } from './figure.ts';
import type { Family } from './palette.ts';

/** Blocks that {@link blockDiagram} draws. */
export type BlockKind = 'plain' | 'residual' | 'bottleneck';

/** Options of {@link blockDiagram}. */
export interface BlockDiagramOptions {
  /** Block to draw: two 3x3 convolutions without or with the shortcut, or the 1x1, 3x3, 1x1 bottleneck with it. */
  readonly kind: BlockKind;
  /**
   * Filters of the block's 3x3 convolutions, written into the weight layers; a bottleneck ends with four times as many.
   * @defaultValue not written
   */
  readonly filters?: number;
  /**
   * Heading of the figure, and its accessible name.
   * @defaultValue 'Plain block', 'Residual block' or 'Bottleneck block'
   */
  readonly title?: string;
  /**
   * Prefix of the ids inside the figure: give one where a page holds the same block twice.
   * @defaultValue made from the title
   */
  readonly id?: string;
}

interface Block {
  readonly title: string;
  readonly family: Family;
  readonly formula: string;
  readonly convolutions: readonly { readonly kernel: string; readonly widening: number }[];
  readonly description: string;
}

const BASIC = [
  { kernel: '3 × 3', widening: 1 },
  { kernel: '3 × 3', widening: 1 },
];
const STEPS = 'Each weight layer is followed by batch norm; ReLU follows the first and the end of the block.';

const BLOCKS: Readonly<Record<BlockKind, Block>> = {
  plain: {
    title: 'Plain block',
    family: 'plain',
    formula: 'y = f(x)',
    convolutions: BASIC,
    description: `The input x passes through two weight layers, 3 by 3 convolutions: y = f(x). ${STEPS}`,
  },
  residual: {
    title: 'Residual block',
    family: 'residual',
    formula: 'y = f(x) + x',
    convolutions: BASIC,
    description: `The input x passes through two weight layers, 3 by 3 convolutions, and a shortcut adds x to their result: y = f(x) + x. ${STEPS}`,
  },
  bottleneck: {
    title: 'Bottleneck block',
    family: 'residual',
    formula: 'y = f(x) + x',
    convolutions: [
      { kernel: '1 × 1', widening: 1 },
      { kernel: '3 × 3', widening: 1 },
      { kernel: '1 × 1', widening: 4 },
    ],
    description:
      'The input x passes through a 1 by 1, a 3 by 3 and a 1 by 1 convolution, and a shortcut adds x to their result: y = f(x) + x. Batch norm follows each of them, ReLU the first two and the end of the block.',
  },
};

const WIDTH = 400;
const GAP = 14;
const { middle, weightHeight, stepHeight } = COLUMN;

/**
 * One block of a net as an SVG document, data flowing downwards: weight layers, batch norm, ReLU, and the shortcut as an arc.
 * The plain and the residual drawing differ in the arc and its addition only, as the blocks do.
 *
 * @throws RangeError when `kind` is unknown or `filters` is not a positive integer.
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385, figures 2 and 5
 */
export function blockDiagram(options: BlockDiagramOptions): string {
  const { kind, filters, id } = options;
  if (!Object.hasOwn(BLOCKS, kind))
    throw new RangeError(`kind must be one of ${Object.keys(BLOCKS).join(', ')}; got ${String(kind)}.`);
  if (filters !== undefined && !(Number.isInteger(filters) && filters > 0))
    throw new RangeError(`filters must be a positive integer, such as 16; got ${filters}.`);
  const block = BLOCKS[kind];
  const title = options.title ?? block.title;

  const parts: string[] = [formula('x', middle, 92, 19, 'text')];
  const start = 101;
  let y = start;
  const arrow = (length: number): void => {
    parts.push(arrowDown(y, y + length));
    y += length;
  };
  const step = (name: string): void => {
    parts.push(smallStep(name, y));
    y += stepHeight;
  };

  arrow(GAP + 14);
  const bodyTop = y;
  for (const [index, { kernel, widening }] of block.convolutions.entries()) {
    if (index > 0) arrow(GAP);
    parts.push(
      weightLayer(
        filters === undefined ? `${kernel} conv` : `${kernel} conv, ${filters * widening}`,
        y,
        block.family,
      ),
    );
    y += weightHeight;
    arrow(GAP);
    step('batch norm');
    if (index === block.convolutions.length - 1) break;
    arrow(GAP);
    step('ReLU');
  }
  parts.push(bracket(bodyTop, y));

  // Without the shortcut the arrow runs where the addition would be, so that both drawings line up.
  const sum = y + GAP + 12 + 11;
  if (block.family === 'residual') {
    arrow(GAP + 12);
    parts.push(junction(start + 6), shortcut(start + 6, sum), addition(sum));
    y += 22;
    arrow(GAP + 4);
  } else arrow(sum - y + 11 + GAP + 4);
  step('ReLU');
  arrow(GAP + 6);
  parts.push(formula('y', middle, y + 16, 19, 'text'));

  return figure(
    { id, title, description: block.description, width: WIDTH, height: y + 36 },
    label(title, {
      x: middle,
      y: 28,
      'text-anchor': 'middle',
      'font-size': 15,
      'font-weight': 650,
      ...fill('text'),
    }),
    formula(block.formula, middle, 58, 22, `${block.family}-4`),
    ...parts,
  );
}
