import type { PublishedError } from './model-card.ts';

/** Percentages to fractions, without the noise of a division. */
const fraction = (percent: number): number => Number((percent / 100).toFixed(6));

const errors = (top1: number | undefined, top5: number | undefined) => ({
  ...(top1 === undefined ? {} : { top1: fraction(top1) }),
  ...(top5 === undefined ? {} : { top5: fraction(top5) }),
});

/** An error in percent on the CIFAR-10 test set. */
export function cifar10(where: string, top1: number): PublishedError {
  return { where, protocol: 'CIFAR-10 test set, single view', ...errors(top1, undefined) };
}

/** Errors in percent on the ImageNet validation set. */
export function imagenet(where: string, crops: string, top1?: number, top5?: number): PublishedError {
  return { where, protocol: `ImageNet validation set, ${crops}`, ...errors(top1, top5) };
}

/** What torchvision publishes of its first weights, as accuracies in percent. */
export function torchvision(accuracy1: number, accuracy5: number): PublishedError {
  const where = "torchvision's weights IMAGENET1K_V1 (compat 'torchvision')";
  return imagenet(where, 'single centre crop', 100 - accuracy1, 100 - accuracy5);
}
