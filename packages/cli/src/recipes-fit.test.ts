import { augmentation } from '@skipjack/datasets';
import type { Augmentation } from '@skipjack/datasets';
import { describe, isModelName } from '@skipjack/models';
import { listRecipes, recipeNamed, VGG_STAGED_START } from '@skipjack/recipes';
import { expect, test } from 'vitest';

/** Shapes of the data sets' images after augmentation, where it does not fix them, and their classes. */
const DATA: Readonly<
  Record<string, { readonly inputShape: readonly [number, number, number]; readonly classes: number }>
> = {
  mnist: { inputShape: [28, 28, 1], classes: 10 },
  'fashion-mnist': { inputShape: [28, 28, 1], classes: 10 },
  cifar10: { inputShape: [32, 32, 3], classes: 10 },
  imagenet: { inputShape: [224, 224, 3], classes: 1000 },
};

test.each(listRecipes())(
  '%s names a net of the zoo that its images fit, and steps of augmentation that there are',
  (name) => {
    const { model, data } = recipeNamed(name);
    for (const steps of [data.augment ?? [], data.evaluate ?? []])
      expect(typeof augmentation(JSON.parse(JSON.stringify(steps)) as readonly Augmentation[])).toBe(
        'function',
      );
    if (!isModelName(model.name)) throw new Error(`There is no net ${model.name}.`);
    const images = DATA[data.name];
    expect(images).toBeDefined();
    const size = data.evaluate?.find(({ type }) => type === 'centreCrop')?.['size'];
    const inputShape = typeof size === 'number' ? [size, size, 3] : images?.inputShape;
    const { total } = describe(model.name, { ...model.options, ...images, inputShape } as object);
    expect(total.trainableParams).toBeGreaterThan(100_000);
  },
);

test("the layers of VGG's staged start are in net A and in all deeper nets, of one shape", () => {
  const [first, ...deeper] = (['vgg11', 'vgg13', 'vgg16', 'vgg19'] as const).map((net) => {
    const byName = new Map(describe(net).layers.map((layer) => [layer.name, layer.trainableParams]));
    return VGG_STAGED_START.layers.map((layer) => byName.get(layer) ?? layer);
  });
  expect(first?.every((params) => typeof params === 'number' && params > 0)).toBe(true);
  for (const net of deeper) expect(net).toEqual(first);
});
