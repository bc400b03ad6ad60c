import type { ImageDataset } from '@skipjack/datasets';
import { cifarPlain, cifarResNet, countMacs, countParams, createModel, isModelName } from '@skipjack/models';
import type { ModelName } from '@skipjack/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { finalTrainSamples } from './final-samples.ts';
import type { DegradationSettings } from './summary.ts';

/** What is known about a net before it is trained. */
export interface NetPlan {
  /** Registry name. */
  readonly name: string;
  /** Layers with weights along the deepest path. */
  readonly depth: number;
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
}

/** The nets of the paper's figure 4. */
const IMAGENET_NETS = /^(plain|resnet)(18|34)$/;

/**
 * Builds a net for the images of a data set; the same seed gives the same weights.
 *
 * Beside the registered names, `plain` and `resnet` with any depth 6n + 2 are CIFAR nets. Other names are refused by the
 * registry. The nets for ImageNet with 18 and 34 layers begin, for images of fewer than 64 pixels, with the one 3x3 convolution of the CIFAR nets:
 * after their own stem, which divides by 4, hardly a pixel would be left. Their shortcuts are then of type A, as in figure 4.
 */
export function buildNet(name: string, dataset: ImageDataset, seed: number): LayersModel {
  const { imageShape: inputShape, classNames } = dataset;
  const options = { inputShape, classes: classNames.length, seed };
  const [, family, digits] = /^(plain|resnet)([1-9]\d*)$/.exec(name) ?? [];
  const depth = Number(digits);
  if (IMAGENET_NETS.test(name) && Math.min(...inputShape.slice(0, 2)) < 64)
    return name.startsWith('plain')
      ? createModel(name as ModelName, { ...options, stem: 'cifar' })
      : createModel(name as ModelName, { ...options, stem: 'cifar', shortcut: 'A' });
  if (family === undefined || isModelName(name) || depth % 6 !== 2)
    return createModel(name as ModelName, options);
  return family === 'plain' ? cifarPlain({ ...options, depth }) : cifarResNet({ ...options, depth });
}

/** Builds a net in order to count it. Throws if there is none of that name, or it cannot take such images. */
export function planNet(name: string, dataset: ImageDataset, seed: number): NetPlan {
  const model = buildNet(name, dataset, seed);
  try {
    const depth = Number(/\d+$/.exec(name)?.[0]);
    return { name, depth, params: countParams(model), macs: countMacs(model) };
  } finally {
    model.dispose();
  }
}

/** Training images, at most, that batch norm's statistics are taken from before each evaluation. */
export const BATCH_NORM_SAMPLES = 1024;

/** Work of training and measuring a net, in multiply-adds; a training step counts as three forward passes. */
export interface NetWork {
  /** One training step. */
  readonly step: number;
  /** One evaluation during training. */
  readonly evaluation: number;
  /** The evaluation after the last step. */
  readonly finalEvaluation: number;
  /** All of it. */
  readonly total: number;
}

/** Counts the work of a net, for estimates of the time left. */
export function netWork(plan: NetPlan, settings: DegradationSettings, dataset: ImageDataset): NetWork {
  const { steps, batch, evaluateEvery, evaluationSamples } = settings;
  const { train, test } = dataset;
  const trainSamples = Math.min(evaluationSamples, train.length);
  const step = 3 * plan.macs * batch;
  const reestimation = Math.min(trainSamples, BATCH_NORM_SAMPLES);
  const evaluation = plan.macs * (reestimation + trainSamples + Math.min(evaluationSamples, test.length));
  const finalTrain = Math.min(finalTrainSamples(settings), train.length);
  const finalEvaluation = plan.macs * (Math.min(finalTrain, BATCH_NORM_SAMPLES) + finalTrain + test.length);
  const evaluations = Math.floor((steps - 1) / evaluateEvery);
  return {
    step,
    evaluation,
    finalEvaluation,
    total: steps * step + evaluations * evaluation + finalEvaluation,
  };
}
