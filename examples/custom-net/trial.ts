import { losses, oneHot, tensor, tensor1d, tidy, train } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What a net computed from images that are always the same. */
export interface Trial {
  /** Weights that training changes. */
  readonly params: number;
  /** Logits of the new net for the images, `[batch, classes]` in one row. */
  readonly logits: readonly number[];
  /** Loss before each training step. */
  readonly losses: readonly number[];
}

const BATCH = 8;
const GOLDEN_RATIO = 0.618_033_988_7;

/** `BATCH` images with values in [-1, 1), each of a texture of its own, the same on every backend. */
function images(shape: readonly (number | null)[]): Tensor {
  const [height = 1, width = 1, channels = 1] = shape.slice(1).map(Number);
  const size = height * width * channels;
  const value = (index: number): number => {
    const image = Math.floor(index / size);
    return 2 * (((index % size) * (image + 1) * GOLDEN_RATIO) % 1) - 1;
  };
  const values = Float32Array.from({ length: BATCH * size }, (_, index) => value(index));
  return tensor(values, [BATCH, height, width, channels]);
}

/** Weights of the model that training changes. */
function trainableParams(model: LayersModel): number {
  const sizes = model.trainableWeights.map(({ shape }) => shape.reduce<number>((n, d) => n * (d ?? 1), 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Predicts with a new net, trains it for some steps on images each of another class, and disposes it. */
export async function tryNet(net: () => LayersModel, options: { readonly steps: number }): Promise<Trial> {
  const model = net();
  const x = images(model.inputs[0]?.shape ?? []);
  const labels = tidy(() => oneHot(tensor1d([...Array(BATCH).keys()], 'int32'), 10));
  const optimizer = train.sgd(0.1);
  const loss = (): Scalar =>
    losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as Tensor) as Scalar;
  try {
    const prediction = tidy(() => model.predict(x) as Tensor);
    const logits = [...(await prediction.data())];
    prediction.dispose();
    const seen: number[] = [];
    for (let step = 0; step < options.steps; step++) {
      const before = optimizer.minimize(loss, true);
      seen.push((await before?.data())?.[0] ?? NaN);
      before?.dispose();
    }
    return { params: trainableParams(model), logits, losses: seen };
  } finally {
    for (const owned of [x, labels, optimizer, model]) owned.dispose();
  }
}

/** {@link tryNet} with one net after the other. */
export async function tryNets(
  nets: Readonly<Record<string, () => LayersModel>>,
  options: { readonly steps: number },
): Promise<Record<string, Trial>> {
  const trials: Record<string, Trial> = {};
  for (const [name, net] of Object.entries(nets)) trials[name] = await tryNet(net, options);
  return trials;
}
