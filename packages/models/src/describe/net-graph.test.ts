import { expect, test } from 'vitest';
import { describe } from './describe.ts';
import { netGraph } from './net-graph.ts';

test('a residual net has a shortcut around each block, and its plain twin has none', () => {
  const [plain, residual] = [netGraph(describe('plain34')), netGraph(describe('resnet34'))];
  expect(plain.skips).toEqual([]);
  expect(residual.blocks).toHaveLength(16);
  expect(plain.blocks.map(({ name }) => name)).toEqual(residual.blocks.map(({ name }) => name));
  expect(residual.skips.map(({ shortcut }) => shortcut)).toEqual(
    residual.blocks.map(({ name }) => (/stage[2-4]_block1$/.test(name) ? 'projection' : 'identity')),
  );
  expect(residual.skips[3]).toEqual({
    from: 'stage1_block3_relu',
    to: 'stage2_block1_add',
    via: ['stage2_block1_shortcut_conv', 'stage2_block1_shortcut_bn'],
    shortcut: 'projection',
  });
});

test('shortcut A pads, and the residual path may have branches of its own', () => {
  const { skips } = netGraph(describe('resnet20', { squeezeExcitation: 4 }));
  expect(skips).toHaveLength(9);
  expect(skips.filter(({ shortcut }) => shortcut === 'padding').map(({ via }) => via)).toEqual([
    ['stage2_block1_shortcut_pool', 'stage2_block1_shortcut_pad'],
    ['stage3_block1_shortcut_pool', 'stage3_block1_shortcut_pad'],
  ]);
});

test('the projection of a pre-activation block begins behind its activation', () => {
  const { skips } = netGraph(describe('resnet50v2'));
  expect(skips.find(({ to }) => to === 'stage2_block1_add')?.from).toBe('stage2_block1_1_relu');
  expect(skips.find(({ to }) => to === 'stage2_block2_add')).toMatchObject({
    from: 'stage2_block1_add',
    via: [],
  });
});

test('nodes, edges, blocks and stages, as plain data', () => {
  const graph = netGraph(describe('googlenet'));
  expect(structuredClone(graph)).toEqual(graph);
  expect(graph.nodes.find(({ id }) => id === 'stage1_block1_concat')).toMatchObject({
    label: 'concat',
    kind: 'merge',
    stage: 'stage1',
    block: 'stage1_block1',
    outputShape: [28, 28, 256],
  });
  expect(graph.edges.filter(({ to }) => to === 'stage1_block1_concat')).toHaveLength(4);
  expect(graph.blocks[0]).toMatchObject({ name: 'stage1_block1', stage: 'stage1', params: 163_696 });
  expect(graph.stages.map(({ name }) => name)).toEqual([
    'image',
    'stem',
    'stage1',
    'stage2',
    'stage3',
    'head',
  ]);
  expect(graph.skips).toEqual([]);
  const kinds = (...ids: string[]): (string | undefined)[] =>
    ids.map((id) => graph.nodes.find((node) => node.id === id)?.kind);
  expect(kinds('image', 'stem_1_conv', 'stem_1_relu', 'stem_1_pool', 'head_pool')).toEqual([
    'image',
    'weights',
    'step',
    'pool',
    'pool',
  ]);
});
