// @ts-check
import { cifarResNet, createModel, isModelName } from '@skipjack/models';

/** A net of the zoo by its name, and ResNets for CIFAR of depths that have none. */
export function zooModel({ net, inputShape, classes, options }) {
  const shared = { inputShape, classes, ...options };
  return isModelName(net)
    ? createModel(net, shared)
    : cifarResNet({ depth: Number(net.replace('resnet', '')), ...shared });
}
