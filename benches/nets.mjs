// @ts-check
/** The nets that are compared, and the targets. */

const CIFAR = { inputShape: [32, 32, 3], classes: 10, training: 128 };
const IMAGENET = { inputShape: [224, 224, 3], classes: 1000, training: 16 };

/**
 * `params` are the trainable ones, `training` the batch that is trained on, `options` those of Skipjack's zoo for the net that
 * torchvision has, `gigabytes` what the hungriest contestant may take (by which no more are started than there is room for).
 */
export const NETS = {
  resnet8: { ...CIFAR, params: 75_290, gigabytes: 1, training: 1, inference: [], precisions: ['float32'] },
  resnet20: { ...CIFAR, params: 269_722, gigabytes: 2 },
  resnet56: { ...CIFAR, params: 853_018, gigabytes: 4 },
  resnet18: { ...IMAGENET, params: 11_689_512, gigabytes: 4, options: { compat: 'torchvision' } },
  resnet50: { ...IMAGENET, params: 25_557_032, gigabytes: 8, options: { compat: 'torchvision' } },
  vgg16: { ...IMAGENET, params: 138_357_544, gigabytes: 7, options: { compat: 'torchvision' } },
  googlenet: {
    ...IMAGENET,
    params: 6_624_904,
    gigabytes: 5,
    options: { compat: 'torchvision' },
    // The two heads in the middle are there in training only.
    whenTraining: { params: 13_004_888, options: { compat: 'torchvision', auxiliary: true } },
  },
  alexnet: { ...IMAGENET, params: 61_100_840, gigabytes: 3, options: { compat: 'torchvision' } },
};

export const PRECISIONS = ['float32', 'bfloat16'];
const INFERENCE_BATCHES = [1, 16];
const CIFAR_NETS = ['resnet20', 'resnet56'];

/** What a training step is. The rate is small, that no net runs into NaN, whose arithmetic takes another time. */
export const RECIPE = { rate: 1e-3, momentum: 0.9, weightDecay: 1e-4 };

/** The ratio of the compiled step's time to the best peer's that is wanted at most. */
function targetOf({ task, net, precision }) {
  if (task === 'inference') return { ratio: precision === 'float32' ? 1 : 0.9 };
  if (net === 'resnet8') return { ratio: 0.5, against: 'tfjs-node' };
  const memory = 1.1;
  const firstStep = net === 'resnet50' ? { firstStep: 1 / 3 } : {};
  if (CIFAR_NETS.includes(net)) return { ratio: precision === 'float32' ? 0.6 : 0.75, memory };
  return { ratio: precision === 'float32' ? 0.75 : 0.85, memory, ...firstStep };
}

/**
 * All that is measured in a benchmark, or the tasks of it that `only` names: `resnet20`, or `resnet20-float32`.
 *
 * @param {'training' | 'inference'} task
 * @param {string} [only]
 */
export function tasksOf(task, only) {
  const tasks = Object.entries(NETS).flatMap(([net, row]) => {
    const { whenTraining, training, inference = INFERENCE_BATCHES, precisions = PRECISIONS, ...rest } = row;
    const settings = { options: {}, ...rest, ...(task === 'training' ? whenTraining : {}) };
    return (task === 'training' ? [training] : inference).flatMap((batch) =>
      precisions.map((precision) => ({
        id: `${net}-b${batch}-${precision}`,
        ...{ task, net, batch, precision, ...settings },
        target: targetOf({ task, net, precision }),
      })),
    );
  });
  const chosen = tasks.filter(
    ({ id, net, precision }) =>
      only === undefined || only === id || only === net || only === `${net}-${precision}`,
  );
  if (chosen.length === 0)
    throw new Error(
      `${task} has no task ${only}; name a net, such as resnet20, or one of ${tasks.map(({ id }) => id).join(', ')}.`,
    );
  return chosen;
}
