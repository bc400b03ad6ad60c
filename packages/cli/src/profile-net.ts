import { createModel, modelCard } from '@skipjack/models';
import type { ModelName } from '@skipjack/models';
import { crossEntropy, sgd } from '@skipjack/recipes';
import { compile, EngineError, engineVersion } from '@skipjack/tensorflow';
import type { CompiledFunction, StepProfile } from '@skipjack/tensorflow';
import {
  add,
  dispose,
  randomUniform,
  scalar,
  setBackend,
  tensor1d,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What to profile. */
export interface ProfileNetOptions {
  /** A net of the zoo. */
  readonly net: string;
  /** Images in a step. */
  readonly batch: number;
  /** Height and width of the images, in pixels; the net's own where it is not given. */
  readonly size?: number | undefined;
  /** What the large tensors are computed in. */
  readonly precision: 'float32' | 'bfloat16';
  /** Whether the net only answers, instead of being trained. */
  readonly inference: boolean;
  /** Steps after the first, which prepares the ops. */
  readonly steps: number;
}

/** What {@link profileNet} found. */
export interface NetProfile {
  /** Shape of the images, `[batch, height, width, channels]`. */
  readonly inputShape: readonly number[];
  /** Where the time goes. */
  readonly profile: StepProfile;
  /** Version of TensorFlow. */
  readonly tensorflow: string;
}

/** Small enough that no net's loss runs away in a few steps. */
const RATE = 1e-3;

/**
 * Profiles steps of a net, compiled, on random images: training with SGD with momentum, or inference.
 *
 * @param options - The net and the steps.
 * @returns Where the time of the steps after the first goes.
 * @throws RangeError or TypeError when there is no such net or it does not take such images; EngineError without a library.
 */
export async function profileNet(options: ProfileNetOptions): Promise<NetProfile> {
  const { net, batch, size, inference } = options;
  const tensorflow = engineVersion();
  if (!(await setBackend('tensorflow')))
    throw new EngineError(
      'NATIVE_FAILURE',
      'TensorFlow.js could not use the backend tensorflow; run `skipjack doctor` for the reason.',
    );
  const name = net as ModelName;
  const [height, width, channels] = modelCard(name).inputShape;
  const inputShape = [batch, size ?? height, size ?? width, channels] as const;
  const [, ...imageShape] = inputShape;
  const model = createModel(name, size === undefined ? {} : { inputShape: imageShape });
  const images: Tensor4D = randomUniform([...inputShape], -1, 1, 'float32', 0);
  try {
    const profile = inference
      ? inferenceProfile(model, images, options)
      : trainingProfile(model, images, options);
    return { inputShape, profile, tensorflow };
  } finally {
    images.dispose();
    model.dispose();
  }
}

function inferenceProfile(
  model: LayersModel,
  images: Tensor4D,
  { precision, steps }: ProfileNetOptions,
): StepProfile {
  const infer = compile((x: Tensor4D) => model.apply(x, { training: false }) as Tensor, {
    precision,
    profile: true,
  });
  return repeated(infer, [images], steps);
}

function trainingProfile(
  model: LayersModel,
  images: Tensor4D,
  { precision, steps, batch }: ProfileNetOptions,
): StepProfile {
  const classes = model.outputs[0]?.shape[1] ?? 1;
  const labels = tensor1d(
    Int32Array.from({ length: batch }, (_one, index) => index % classes),
    'int32',
  );
  const rate = scalar(RATE);
  const optimizer = sgd({ momentum: 0.9 });
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  const train = compile(
    (x: Tensor4D, y: Tensor1D, factor: Scalar): Scalar => {
      const loss = (): Scalar =>
        model
          .calculateLosses()
          .reduce(
            (sum: Scalar, penalty) => add(sum, penalty),
            crossEntropy({ logits: model.apply(x, { training: true }) as Tensor as Tensor2D, labels: y }),
          );
      const { value, grads } = variableGrads(loss, variables);
      optimizer.step({ variables, gradients: grads, rate: factor });
      dispose(grads);
      return value;
    },
    { precision, profile: true },
  );
  try {
    return repeated(train, [images, labels, rate], steps);
  } finally {
    optimizer.dispose();
    dispose([labels, rate]);
  }
}

/** Calls it once to prepare it and `steps` times more. */
function repeated<Args extends readonly unknown[]>(
  compiled: CompiledFunction<Args, Tensor>,
  args: Args,
  steps: number,
): StepProfile {
  try {
    for (let step = 0; step <= steps; step++) compiled.sync(...args).dispose();
    return compiled.profile();
  } finally {
    compiled.dispose();
  }
}
