import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, expectTypeOf, test } from 'vitest';
import { onMetaBackend } from './describe/meta-backend.ts';
import { createModel } from './registry.ts';
import type { ModelOptions } from './registry.ts';
import { resNetV2 } from './resnet-v2.ts';
import type { ResNetV2Options } from './resnet-v2.ts';

/** Names of the layers, and of those before a layer. */
function look(name: 'resnet110v2' | 'resnet164v2' | 'resnet1001v2' | 'resnet50v2') {
  return onMetaBackend(() => {
    const model = createModel(name);
    const sources = (layer: string): string[] =>
      [model.getLayer(layer).input as SymbolicTensor | SymbolicTensor[]]
        .flat()
        .map(({ sourceLayer }) => sourceLayer.name);
    const names = model.layers.map((layer) => layer.name);
    const first = { names, conv: sources('stage1_block1_1_conv'), add: sources('stage1_block1_add') };
    const projection = names.includes('stage1_block1_shortcut_conv')
      ? sources('stage1_block1_shortcut_conv')
      : [];
    model.dispose();
    return { ...first, projection };
  });
}

test('the identity of the first block of resnet110v2 carries the activated stem', () => {
  const { names, conv, add } = look('resnet110v2');
  expect(names.slice(0, 5)).toEqual(['image', 'stem_conv', 'stem_bn', 'stem_relu', 'stage1_block1_1_conv']);
  expect(conv).toEqual(['stem_relu']);
  expect(add).toEqual(['stage1_block1_2_conv', 'stem_relu']);
});

test.each([
  ['resnet164v2', 'stem_relu'],
  ['resnet1001v2', 'stem_relu'],
  ['resnet50v2', 'stem_pool'],
] as const)('both paths of the first block of %s begin at %s', (name, stem) => {
  const { names, conv, projection } = look(name);
  expect([conv, projection]).toEqual([[stem], [stem]]);
  expect(names).not.toContain('stage1_block1_1_bn');
  expect(names).toContain('stage1_block2_1_bn');
});

test("Keras's form refuses a shortcut, as it has its own", () => {
  // @ts-expect-error the types refuse it, too
  const options: ResNetV2Options = { depth: 50, compat: 'keras', shortcut: 'B' };
  const { depth: _depth, ...byName } = options;
  const refused = new RangeError(
    "shortcut does nothing with compat 'keras', which has its own, so leave it out.",
  );
  expect(() => resNetV2(options)).toThrow(refused);
  expect(() => createModel('resnet50v2', byName as ModelOptions<'resnet50v2'>)).toThrow(refused);
  expectTypeOf<{ compat: 'keras'; shortcut: 'B' }>().not.toExtend<ModelOptions<'resnet50v2'>>();
  expectTypeOf<{ compat: 'paper'; shortcut: 'A'; shortcutPadding: 'both' }>().toExtend<
    ModelOptions<'resnet50v2'>
  >();
});
