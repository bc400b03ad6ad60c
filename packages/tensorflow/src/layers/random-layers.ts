import {
  add,
  cast,
  dispose,
  div,
  engine,
  floor,
  greaterEqual,
  mul,
  tensor1d,
  tidy,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { isTensor } from '../compile/structure.ts';
import { property } from './layer-parts.ts';
import type { LayerObject } from './layers-model.ts';

/** Draws float32 numbers of a shape. */
interface Draw {
  readonly uniform: (shape: number[]) => Tensor;
  readonly normal: (shape: number[]) => Tensor;
}

/** A layer of tfjs's that draws random numbers in JavaScript. */
interface RandomLayer extends LayerObject {
  readonly rate: number;
  readonly stddev: number;
  readonly seed?: number | null;
  readonly noiseShape?: number[] | null;
  getNoiseShape(x: Tensor): number[] | null | undefined;
}

type Noise = (layer: RandomLayer, x: Tensor, draw: Draw) => Tensor;

/** What the layers compute in training, by tfjs's names, from native numbers instead of JavaScript's. */
const NOISES: Readonly<Record<string, Noise>> = {
  // Inherits what it does from tfjs's Dropout; that class's own name may be another package's by now.
  SpatialDropout1D: (layer, x, { uniform }) =>
    layer.rate > 0 && layer.rate < 1 ? dropped(x, layer.rate, uniform(layer.getNoiseShape(x) ?? x.shape)) : x,
  GaussianNoise: ({ stddev }, x, { normal }) => add(mul(normal(x.shape), stddev), x),
  GaussianDropout: ({ rate }, x, { normal }) =>
    rate > 0 && rate < 1 ? mul(x, add(mul(normal(x.shape), Math.sqrt(rate / (1 - rate))), 1)) : x,
  AlphaDropout: ({ rate, noiseShape }, x, { uniform }) => {
    if (rate <= 0 || rate >= 1) return x;
    const lowest = -1.6732632423543772 * 1.0507009873554805;
    const kept = cast(greaterEqual(uniform(noiseShape ?? x.shape), rate), 'float32');
    const scale = ((1 - rate) * (1 + rate * lowest ** 2)) ** -0.5;
    return add(mul(add(mul(x, kept), mul(add(kept, -1), lowest)), scale), -scale * lowest * rate);
  },
};

/** tfjs's `call` functions of layers that draw. */
const noises = new Map<unknown, Noise>();

/** Takes note of a class of tfjs-layers that draws. */
export function noteRandomLayer({
  className,
  prototype,
}: {
  className: string;
  prototype: LayerObject;
}): void {
  const noise = NOISES[className];
  if (noise) noises.set(prototype.call, noise);
}

/** Whether a layer draws in JavaScript another number at each step. With a seed tfjs draws the same at each. */
export function isRandom(layer: LayerObject): boolean {
  return (noises.has(layer.call) && !property(layer, 'seed')) || isRandomCell(layer);
}

function isRandomCell(layer: LayerObject): boolean {
  const rates = [property(layer, 'dropout'), property(layer, 'recurrentDropout')];
  return 'dropoutFunc' in layer && rates.some((rate) => typeof rate === 'number' && rate > 0);
}

/**
 * Records a step whose layers draw natively, other numbers for other seeds.
 * @param seeds - two int32 numbers of the step, the second far from the largest
 */
export function withNativeNoise<T>(layers: readonly LayerObject[], seeds: Tensor, step: () => T): T {
  let draws = 0;
  const drawn = (kernel: string, shape: number[]): Tensor =>
    tidy(() => {
      const seed = add(seeds, tensor1d([0, draws++], 'int32'));
      const inputs: NamedTensorMap = { seed };
      return engine().runKernel(kernel, inputs, { shape, dtype: 'float32' }) as Tensor;
    });
  const draw: Draw = {
    uniform: (shape) => drawn('StatelessRandomUniform', shape),
    normal: (shape) => drawn('StatelessRandomNormal', shape),
  };
  const restored: (() => void)[] = [];
  for (const layer of layers.filter(isRandom)) {
    const noise = noises.get(layer.call);
    if (noise) {
      Object.defineProperty(layer, 'call', { configurable: true, value: noisyCall(layer, noise, draw) });
      restored.push(() => Reflect.deleteProperty(layer, 'call'));
    } else {
      const own = property(layer, 'dropoutFunc');
      const native = (x: Tensor, rate: number): Tensor => tidy(() => dropped(x, rate, draw.uniform(x.shape)));
      if (own === undefined || own === null) Reflect.set(layer, 'dropoutFunc', native);
      restored.push(() => {
        Reflect.set(layer, 'dropoutFunc', own);
        forgetMasks(layer);
      });
    }
  }
  try {
    return step();
  } finally {
    for (const restore of restored) restore();
  }
}

/** A recurrent cell keeps its masks until the next call, which draws new ones. */
function forgetMasks(layer: LayerObject): void {
  for (const key of ['dropoutMask', 'recurrentDropoutMask']) {
    const mask = property(layer, key);
    if (isTensor(mask) || Array.isArray(mask)) {
      dispose(mask as Tensor | Tensor[]);
      Reflect.set(layer, key, null);
    }
  }
}

function noisyCall(layer: LayerObject, noise: Noise, draw: Draw) {
  const eager = layer.call as (...args: unknown[]) => Tensor | Tensor[];
  return (inputs: Tensor | Tensor[], options: { readonly training?: boolean }): Tensor | Tensor[] => {
    const x = isTensor(inputs) ? inputs : (inputs[0] as Tensor);
    if (options.training !== true) return Reflect.apply(eager, layer, [inputs, options]) as Tensor | Tensor[];
    return tidy(() => noise(layer as RandomLayer, x, draw));
  };
}

/** tfjs's dropout of numbers drawn from [0, 1). */
function dropped(x: Tensor, rate: number, drawn: Tensor): Tensor {
  const keep = 1 - rate;
  return mul(x, div(floor(add(drawn, keep)), keep));
}
