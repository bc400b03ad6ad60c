import '@tensorflow/tfjs-backend-cpu';
import { countParams, modelCard } from '@skipjack/models';
import { expect, test } from 'vitest';
import { NETS, tasksOf } from './nets.mjs';
import { zooModel } from './workers/zoo-model.mjs';

test.each(['resnet20', 'resnet56', 'resnet18', 'resnet50', 'vgg16'])(
  '%s has the parameters of the zoo',
  (net) => {
    expect(NETS[net].params).toBe(modelCard(net).params);
  },
);

test('so has the ResNet that has no name in the zoo', () => {
  const model = zooModel({ net: 'resnet8', inputShape: [8, 8, 3], classes: 10 });
  expect(countParams(model)).toBe(NETS.resnet8.params);
  model.dispose();
});

test('every net is trained in both precisions, and answers at batch 1 and 16', () => {
  const nets = ['resnet20', 'resnet56', 'resnet18', 'resnet50', 'vgg16', 'googlenet', 'alexnet'];
  for (const net of nets) {
    const batch = net === 'resnet20' || net === 'resnet56' ? 128 : 16;
    const ids = (kind) => tasksOf(kind, net).map(({ id }) => id);
    expect(ids('training')).toEqual([`${net}-b${batch}-float32`, `${net}-b${batch}-bfloat16`]);
    expect(ids('inference')).toEqual(
      [1, 16].flatMap((size) => [`${net}-b${size}-float32`, `${net}-b${size}-bfloat16`]),
    );
  }
  expect(tasksOf('training')).toHaveLength(15);
  expect(tasksOf('inference')).toHaveLength(28);
});

test("GoogLeNet's heads in the middle are there in training only", () => {
  const [training] = tasksOf('training', 'googlenet');
  const [inference] = tasksOf('inference', 'googlenet');
  expect([training.options.auxiliary, training.params]).toEqual([true, 13_004_888]);
  expect([inference.options.auxiliary, inference.params]).toEqual([undefined, 6_624_904]);
});

test('targets are those of the issue', () => {
  const target = (kind, only) => tasksOf(kind, only)[0].target;
  expect(target('training', 'resnet56-float32')).toEqual({ ratio: 0.6, memory: 1.1 });
  expect(target('training', 'resnet56-bfloat16').ratio).toBe(0.75);
  expect(target('training', 'resnet50-float32')).toEqual({ ratio: 0.75, memory: 1.1, firstStep: 1 / 3 });
  expect(target('training', 'vgg16-bfloat16').ratio).toBe(0.85);
  expect(target('training', 'resnet8')).toEqual({ ratio: 0.5, against: 'tfjs-node' });
  expect(target('inference', 'alexnet-float32').ratio).toBe(1);
  expect(target('inference', 'alexnet-bfloat16').ratio).toBe(0.9);
});

test('an unknown task is refused with the known ones', () => {
  expect(() => tasksOf('training', 'resnet21')).toThrow(
    'training has no task resnet21; name a net, such as resnet20, or one of resnet8-b1-float32, resnet20-b128-float32',
  );
});
