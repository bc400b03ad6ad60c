import { expect, test } from 'vitest';
import { modelCard } from './model-card.ts';
import { listModels } from './registry.ts';
import type { ModelName } from './registry.ts';

test.each(listModels())('%s has a card that agrees with its name', (name) => {
  const card = modelCard(name);
  expect(card.name).toBe(name);
  expect(name.endsWith(String(card.depth))).toBe(true);
  expect(card.paper).toContain('1512.03385');
  expect(card.published.length > 0).toBe(!(name.startsWith('plain') && card.classes === 10));
  for (const { top1, top5 = 0 } of card.published) {
    expect(top1).toBeGreaterThan(top5);
    expect(top1).toBeLessThan(0.3);
  }
});

test('a card says what the paper published', () => {
  expect(modelCard('resnet56')).toMatchObject({
    depth: 56,
    params: 853_018,
    macs: 125_485_696,
    inputShape: [32, 32, 3],
    classes: 10,
    published: [{ where: 'table 6', top1: 0.0697 }],
  });
  expect(modelCard('resnet50')).toMatchObject({ inputShape: [224, 224, 3], classes: 1000 });
});

test('an unknown name is refused with the nearest', () => {
  expect(() => modelCard('resnet51' as ModelName)).toThrow(
    new RangeError('There is no model "resnet51". Did you mean "resnet50"?'),
  );
});
