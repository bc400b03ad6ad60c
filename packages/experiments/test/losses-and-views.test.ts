import { compile } from '@skipjack/tensorflow';
import { createModel } from '@skipjack/models';
import { classificationLoss, evaluate, mixImages, mixing, totalLoss } from '@skipjack/recipes';
import type { ClassificationLossOptions, SampleSource } from '@skipjack/recipes';
import {
  dispose,
  gather,
  matMul,
  memory,
  mul,
  randomNormal,
  reshape,
  scalar,
  tensor1d,
  tensor4d,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

test.each<ClassificationLossOptions>([
  {},
  { labelSmoothing: 0.1 },
  { type: 'binaryCrossEntropy', labelSmoothing: 0.1 },
])('mixed images, auxiliary outputs and the loss %j are the same as a graph', async (options) => {
  const before = memory().numTensors;
  const loss = classificationLoss(options);
  const initial = randomNormal([12, 5], 0, 1, 'float32', 1);
  const weights = variable(initial);
  const step = (
    images: Tensor4D,
    labels: Tensor1D,
    mix: { partner: Tensor1D; mask: Tensor4D; share: Scalar },
  ) => {
    const { value, grads } = variableGrads(() => {
      const seen = mixImages(images, mix.partner, mix.mask);
      const logits = matMul(reshape(seen, [4, 12]), weights) as Tensor2D;
      const mixed = { labels: gather(labels, mix.partner), share: mix.share };
      return totalLoss({ outputs: [logits, mul(logits, 0.5)], labels, loss, mixed });
    }, [weights]);
    return [value, ...Object.values(grads)];
  };
  const compiled = compile(step);
  const draws = mixing({ mixup: 0.2, cutmix: 1 });
  for (let index = 0; index < 4; index++) {
    const draw = draws.draw({ seed: 1, step: index, batch: 4, height: 2, width: 2 });
    const images: Tensor4D = randomNormal([4, 2, 2, 3], 0, 1, 'float32', index + 1);
    const labels = tensor1d([0, 1, 4, 2], 'int32');
    const partner = tensor1d(draw.partner, 'int32');
    const mask = tensor4d(draw.mask, [1, 2, 2, 1]);
    const share = scalar(draw.share);
    const eager = tidy(() => step(images, labels, { partner, mask, share }));
    const graph = await compiled(images, labels, { partner, mask, share });
    for (const [place, tensor] of eager.entries()) {
      const found = graph[place]?.dataSync() ?? [];
      tensor.dataSync().forEach((value, at) => expect(found[at]).toBeCloseTo(value, 6));
    }
    dispose([images, labels, partner, mask, share, eager, graph]);
  }
  compiled.dispose();
  dispose([initial, weights]);
  expect(memory().numTensors).toBe(before);
});

/** Six samples of a size. */
function samples(size: number): SampleSource {
  return {
    length: 6,
    batch: (indices) => {
      const chosen = Array.from(indices);
      const each = size * size * 3;
      const pixels = Float32Array.from({ length: chosen.length * each }, (_, place) =>
        Math.sin(place * 78.2 + (chosen[Math.floor(place / each)] ?? 0) * 12.9),
      );
      return {
        images: tensor4d(pixels, [chosen.length, size, size, 3]),
        labels: tensor1d(
          chosen.map((sample) => sample % 10),
          'int32',
        ),
      };
    },
  };
}

test.each(['alexnet', 'vgg11', 'googlenet', 'resnet18', 'resnet20'] as const)(
  '%s on whole images of its own size is the net itself',
  async (name) => {
    const size = name === 'alexnet' ? 67 : 64;
    const model = createModel(name, { inputShape: [size, size, 3], classes: 10 });
    const data = samples(size);
    const own = await evaluate({ model, data, crops: 'flip', compile: false });
    for (const compiled of [false, true]) {
      const whole = await evaluate({ model, data, crops: 'dense', compile: compiled });
      expect(whole.loss).toBeCloseTo(own.loss, 4);
      expect(whole.correct).toBe(own.correct);
    }
    const scales = [samples(size + 32)];
    expect(Number.isFinite((await evaluate({ model, data, crops: 'dense', scales })).loss)).toBe(true);
    model.dispose();
  },
);

test.each(['googlenet', 'resnet18', 'resnet20'] as const)(
  '%s on larger images is the net that is built for them',
  async (name) => {
    const model = createModel(name, { inputShape: [64, 64, 3], classes: 10, seed: 1 });
    const larger = createModel(name, { inputShape: [96, 96, 3], classes: 10, seed: 1 });
    const data = samples(96);
    const own = await evaluate({ model: larger, data, crops: 'flip' });
    expect((await evaluate({ model, data, crops: 'dense' })).loss).toBeCloseTo(own.loss, 4);
    model.dispose();
    larger.dispose();
  },
);

test('GoogLeNet is evaluated by its answer alone, and trains on its auxiliary classifiers too', async () => {
  const options = { inputShape: [32, 32, 3] as const, classes: 10, compat: 'torchvision' as const, seed: 1 };
  const plain = createModel('googlenet', options);
  const model = createModel('googlenet', { ...options, auxiliary: true });
  const data = samples(32);
  expect((await evaluate({ model, data })).loss).toBeCloseTo(
    (await evaluate({ model: plain, data })).loss,
    5,
  );
  const { images, labels } = await data.batch([0, 1, 2]);
  const outputs = model.apply(images, { training: false }) as Tensor2D[];
  const loss = classificationLoss();
  const [answer = Number.NaN, first = Number.NaN, second = Number.NaN] = outputs.map(
    (logits) => loss(logits, labels).dataSync()[0] ?? Number.NaN,
  );
  const total = totalLoss({ outputs, labels, loss }).dataSync()[0];
  expect(total).toBeCloseTo(answer + 0.3 * (first + second), 5);
  dispose([images, labels, outputs]);
  model.dispose();
  plain.dispose();
});
