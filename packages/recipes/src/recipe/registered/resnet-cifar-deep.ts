import type { Recipe } from '../recipe.ts';
import { RESNET_CIFAR } from './resnet-cifar.ts';

/** The CIFAR recipe of the ResNet paper for 110 layers and more. */
export const RESNET_CIFAR_DEEP: Recipe = {
  ...RESNET_CIFAR,
  name: 'resnet-cifar-deep',
  description:
    "The ResNet paper's CIFAR-10 recipe for nets of 110 layers and more: rate 0.01 until the training error is below 80 %.",
  model: { name: 'resnet110' },
  schedule: {
    type: 'warmUp',
    from: 0.01,
    shape: 'constant',
    until: { trainError: 0.8 },
    schedule: RESNET_CIFAR.schedule,
  },
  expected: {
    ...{ metric: 'testError', low: 0.0613, high: 0.0709, mean: 0.0661, std: 0.0016, seeds: 5 },
    source:
      'He et al. 2015, table 6: 6.61 % +- 0.16 of five runs, the best 6.43 %, with resnet110; the band is three standard deviations',
  },
  sources: {
    ...RESNET_CIFAR.sources,
    schedule:
      'He et al. 2015, section 4.2: "we use 0.01 to warm up the training until the training error is below 80% (about 400 iterations), and then go back to 0.1 and continue training"',
    'schedule.schedule':
      'He et al. 2015, section 4.2: "the rest of the learning schedule is as done previously": 0.1, divided by 10 at 32k and 48k iterations',
  },
  differs: [
    ...(RESNET_CIFAR.differs ?? []),
    'The training error is looked at after each evaluation, as the mean over the batches since the one before, so the warm-up ends with an epoch: after 390 steps or 780.',
  ],
};
