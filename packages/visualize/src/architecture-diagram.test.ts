import { expect, test } from 'vitest';
import { findAll, parseXml, textOf } from '../test/parse-xml.ts';
import type { XmlElement } from '../test/parse-xml.ts';
import { residualNet, smallNet } from '../test/small-net.ts';
import type { Row } from '../test/small-net.ts';
import { architectureDiagram } from './architecture-diagram.ts';
import type { ArchitectureDiagramOptions } from './architecture-diagram.ts';

function draw(options: ArchitectureDiagramOptions): {
  root: XmlElement;
  texts: string[];
  arcs: (string | undefined)[];
} {
  const root = parseXml(architectureDiagram(options));
  return {
    root,
    texts: findAll(root, 'text').map((text) => textOf(text)),
    // Lines that turn: shortcuts, each with its dashes.
    arcs: findAll(root, 'path')
      .filter((path) => path.attributes.get('d')?.includes('Q'))
      .map((path) => path.attributes.get('stroke-dasharray')),
  };
}

const count = (texts: readonly string[], wanted: string): number =>
  texts.filter((text) => text === wanted).length;

test('blocks: convolutions and poolings, and an arc around each block', () => {
  const { texts, arcs } = draw({ graph: residualNet(2) });
  expect(texts.slice(0, 2)).toEqual(['net', '4.00 k parameters, 8.00 M multiply-adds']);
  expect(count(texts, '3×3 conv, 4')).toBe(3);
  expect(texts).not.toContain('batch norm');
  expect(arcs).toEqual([undefined, undefined]);
  expect(texts.at(-1)).toBe('identity shortcut');
});

test('equal blocks in a row are drawn once with their number, and every layer is drawn in a small net', () => {
  const many = draw({ graph: residualNet(36) });
  expect(count(many.texts, '3×3 conv, 4')).toBe(2);
  expect(many.texts).toContain('× 36');
  expect(many.texts).toContain('block1 to block36');
  expect(many.arcs).toHaveLength(1);
  const layers = draw({ graph: residualNet(36), detail: 'layers' });
  expect(count(layers.texts, 'batch norm')).toBe(36);
  expect(layers.arcs).toHaveLength(36);
  expect(layers.texts).toContain('stage1, continued');
  expect(count(draw({ graph: residualNet(100), detail: 'layers' }).texts, 'batch norm')).toBe(1);
});

const projected = smallNet(
  [
    ['image', 'image', 'image'],
    ['weights', 'stage1_block1_conv', '3x3 conv, 8, /2'],
    ['weights', 'stage1_block1_shortcut_conv', '1x1 conv, 8, /2', ['image']],
    ['merge', 'stage1_block1_add', 'add', ['stage1_block1_conv', 'stage1_block1_shortcut_conv']],
  ],
  [{ from: 'image', to: 'stage1_block1_add', via: ['stage1_block1_shortcut_conv'], shortcut: 'projection' }],
);

test('a projection is dashed, and its layers are on the arc at the level of layers', () => {
  const { texts, arcs } = draw({ graph: projected });
  expect(arcs).toEqual(['6 4']);
  expect(texts).not.toContain('1×1 conv, 8, /2');
  expect(texts.at(-1)).toBe('projection shortcut');
  expect(draw({ graph: projected, detail: 'layers' }).texts).toContain('1×1 conv, 8, /2');
});

test('branches are side by side, and a second head has a line of its own', () => {
  const { root, arcs } = draw({
    graph: smallNet([
      ['image', 'image', 'image'],
      ['weights', 'stage1_block1_a', '1x1 conv, 1', ['image']],
      ['weights', 'stage1_block1_b', '1x1 conv, 2', ['image']],
      ['weights', 'stage1_block1_c', '3x3 conv, 3'],
      ['merge', 'stage1_block1_concat', 'concat', ['stage1_block1_a', 'stage1_block1_c']],
      ['weights', 'aux1_dense', 'dense 5'],
      ['weights', 'head_dense', 'dense 6', ['stage1_block1_concat']],
    ]),
  });
  const at = (wanted: string): string[] => {
    const text = findAll(root, 'text').find((one) => textOf(one) === wanted);
    return ['x', 'y'].map((axis) => text?.attributes.get(axis) ?? '');
  };
  expect(at('1×1 conv, 1')[1]).toBe(at('1×1 conv, 2')[1]);
  expect(at('1×1 conv, 2')[0]).toBe(at('3×3 conv, 3')[0]);
  expect(at('1×1 conv, 1')[0]).not.toBe(at('1×1 conv, 2')[0]);
  expect(arcs).toHaveLength(1);
});

test('a line into another column is words', () => {
  const rows: Row[] = [['image', 'image', 'image']];
  for (let at = 1; at <= 30; at++) rows.push(['weights', `aux1_${at}`, 'dense 5']);
  for (let at = 1; at <= 30; at++)
    rows.push(['weights', `head_${at}`, 'dense 6', at === 1 ? ['image'] : undefined]);
  const { texts, arcs } = draw({ graph: smallNet(rows) });
  expect(texts).toContain('from image');
  expect(arcs).toEqual([]);
});

test('stages: one row each, with shape, content, parameters and multiply-adds', () => {
  const { texts, arcs } = draw({ graph: residualNet(3), detail: 'stages' });
  expect(arcs).toEqual([]);
  expect(texts.slice(2)).toEqual([
    ...['shape', 'layers', 'parameters', 'multiply-adds'],
    ...['image', '8×8×4', '1.00 k', '2.00 M'],
    ...['stem', '8×8×4', '3×3 conv, 4', '1.00 k', '2.00 M'],
    ...['stage1', '8×8×4', '3 × [3×3, 4]', '1.00 k', '2.00 M'],
    ...['head', '8×8×4', 'global average pool · dense 10', '1.00 k', '2.00 M'],
  ]);
});

test('nets side by side, in the colours of one theme', () => {
  const { root, texts } = draw({
    graph: [residualNet(1, 'a'), residualNet(2, 'b')],
    theme: 'dark',
    id: 'both',
  });
  expect(texts).toEqual(expect.arrayContaining(['a', 'b']));
  expect(root.attributes.get('class')).toBe('skipjack-figure skipjack-dark');
  const [style] = findAll(root, 'style').map((one) => textOf(one));
  expect(style).toContain('.skipjack-figure.skipjack-dark{--surface:var(--skipjack-surface,#151b23)');
  expect(style).not.toContain('prefers-color-scheme');
  expect(textOf(findAll(root, 'title')[0] ?? root)).toBe('a and b');
  expect(textOf(findAll(root, 'desc')[0] ?? root)).toContain(
    'b has 10 layers in 4 stages and 2 blocks, 2 shortcuts',
  );
  expect(architectureDiagram({ graph: residualNet(1) })).toContain('prefers-color-scheme:dark');
});

test('hostile names stay text', () => {
  const hostile = '<script>alert("x")</script>';
  for (const detail of ['stages', 'blocks', 'layers'] as const) {
    const graph = smallNet(
      [
        ['image', hostile, hostile],
        ['weights', `${hostile}_2`, hostile],
      ],
      [],
      hostile,
    );
    const { root, texts } = draw({ graph, detail });
    expect(findAll(root, 'script')).toEqual([]);
    expect(texts[0]).toBe(hostile);
  }
});

test('refuses what it does not know', () => {
  const graph = residualNet(1);
  expect(() => architectureDiagram({ graph, detail: JSON.parse('"atoms"') })).toThrow(
    'detail must be one of stages, blocks, layers; got atoms.',
  );
  expect(() => architectureDiagram({ graph, theme: JSON.parse('"sepia"') })).toThrow(
    'theme must be light or dark; got sepia.',
  );
  expect(() => architectureDiagram({ graph: [] })).toThrow(
    'graph must be a net or an array of at least one net.',
  );
});
