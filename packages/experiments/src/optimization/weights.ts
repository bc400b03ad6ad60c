import { layerSeed, normal } from '@skipjack/blocks';
import {
  add,
  clone,
  dispose,
  divNoNan,
  mul,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { variableOf } from '../measures/training-forward.ts';

/** A copy of the trainable weights of a net, or a direction in their space, by `layer/weight`; whoever makes one disposes it. */
export type Weights = ReadonlyMap<string, Tensor>;

/** The trainable weights of a net as variables: nets whose layers have the same names and shapes have the same keys in the same order. */
export function trainableByName(model: LayersModel): ReadonlyMap<string, Variable> {
  return new Map(
    model.layers.flatMap((layer) =>
      layer.trainableWeights.map(
        (weight) => [`${layer.name}/${kindOf(weight.originalName)}`, variableOf(weight)] as const,
      ),
    ),
  );
}

const kindOf = (name: string): string => name.split('/').at(-1) ?? name;

/** Copies the trainable weights of a net. */
export function copyOfWeights(model: LayersModel): Weights {
  return new Map([...trainableByName(model)].map(([name, variable]) => [name, clone(variable)]));
}

/** Disposes a copy or a direction. */
export function disposeWeights(...all: readonly Weights[]): void {
  for (const weights of all) dispose([...weights.values()]);
}

/**
 * Gives a net the weights `start + share * direction`.
 * @throws RangeError if the net has a weight that they lack.
 */
export function placeWeights(model: LayersModel, start: Weights, direction: Weights, share: number): void {
  for (const [name, variable] of trainableByName(model)) {
    const [from, along] = [start.get(name), direction.get(name)];
    if (from === undefined || along === undefined)
      throw new RangeError(
        `${model.name} has the weight ${name}, which the given weights lack: take those of a net of the same layers.`,
      );
    tidy(() => variable.assign(add(from, mul(along, share))));
  }
}

/** The direction from one solution to another, `end - start`. */
export function directionBetween(start: Weights, end: Weights): Weights {
  return new Map(
    [...start].map(([name, from]) => {
      const to = end.get(name);
      if (to === undefined) throw new RangeError(`The second net lacks the weight ${name} of the first.`);
      return [name, sub(to, from)];
    }),
  );
}

/**
 * A random direction of which each filter is as long as that of the weights: `d = d |w| / |d|` for each filter of a convolution and each
 * output of a dense layer. Biases, and the scales and offsets of batch norm, stay where they are.
 *
 * From one seed, nets with the same layers get the same direction but for the lengths.
 * @see Li et al. 2018, https://arxiv.org/abs/1712.09913, section 3
 */
export function filterNormalisedDirection(weights: Weights, seed: number): Weights {
  return new Map([...weights].map(([name, weight]) => [name, tidy(() => normalised(name, weight, seed))]));
}

function normalised(name: string, weight: Tensor, seed: number): Tensor {
  if (weight.rank < 2) return zerosLike(weight);
  const draw = normal({ standardDeviation: 1, seed: layerSeed({ seed, name }) }).apply(weight.shape);
  const axes = weight.shape.map((_, axis) => axis).slice(0, -1); // the last one is that of the filters
  const lengthOf = (one: Tensor): Tensor => sqrt(sum(square(one), axes, true));
  return mul(draw, divNoNan(lengthOf(weight), lengthOf(draw)));
}
