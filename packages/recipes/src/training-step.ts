import { add, dispose, scalar, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import { expectBatch, logitsOf } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { checkedCrossEntropy } from './cross-entropy.ts';
import type { Optimizer } from './optimizer.ts';
import type { Batch, SampleSource } from './sample-source.ts';
import { isRefusal } from './step-compiler.ts';
import type { CompileChoice, CompiledFunction, CompileSettings, StepCompiler } from './step-compiler.ts';

/** What a training step is made of. */
export interface StepParts {
  readonly classifier: Classifier;
  readonly variables: readonly Variable[];
  readonly optimizer: Optimizer;
  readonly data: SampleSource;
}

/** Trains on one batch after the other. Whoever makes one disposes it. */
export interface TrainingStep {
  /** Trains on the samples at `indices` and answers their loss. Leaves the weights as they are if that is not finite. */
  run(indices: ArrayLike<number>, rate: number): Promise<number>;
  /** Whether steps run as one graph. */
  readonly compiled: boolean;
  /** Why they do not, where that was tried. */
  readonly refusal: string | undefined;
  dispose(): void;
}

/** Cross entropy plus what the model's own regularizers ask for. */
function totalLoss({ model }: Classifier, { images, labels }: Batch): Scalar {
  const loss = checkedCrossEntropy(logitsOf(model, images, true), labels);
  return model.calculateLosses().reduce((sum: Scalar, penalty) => add(sum, penalty), loss);
}

async function eagerStep(
  { classifier, variables, optimizer }: StepParts,
  batch: Batch,
  rate: number,
): Promise<number> {
  const { value, grads } = variableGrads(() => totalLoss(classifier, batch), [...variables]);
  try {
    const [loss = Number.NaN] = await value.data();
    if (Number.isFinite(loss)) optimizer.step({ variables, gradients: grads, rate });
    return loss;
  } finally {
    dispose([value, grads]);
  }
}

type CompiledStep = CompiledFunction<[Tensor4D, Tensor1D, Scalar], Scalar>;

function compiledStep(
  parts: StepParts,
  compiler: StepCompiler,
  precision: CompileSettings<Scalar>['precision'],
): CompiledStep {
  const { classifier, variables, optimizer } = parts;
  return compiler.compile(
    (images: Tensor4D, labels: Tensor1D, rate: Scalar): Scalar => {
      const { value, grads } = variableGrads(() => totalLoss(classifier, { images, labels }), [...variables]);
      optimizer.step({ variables, gradients: grads, rate });
      dispose(grads);
      return value;
    },
    { precision: precision ?? 'float32', accept: (loss) => Number.isFinite(loss.dataSync()[0]) },
  );
}

/**
 * Makes a step that runs as one graph where there is a compiler, and op by op where there is none, or it cannot record
 * the model.
 */
export function trainingStep(
  parts: StepParts,
  compiler: StepCompiler | undefined,
  { compile, precision }: Pick<CompileChoice, 'compile' | 'precision'>,
): TrainingStep {
  let compiled = compiler && compiledStep(parts, compiler, precision);
  let refusal: string | undefined;
  const runCompiled = async (
    step: CompiledStep,
    { images, labels }: Batch,
    rate: number,
  ): Promise<number> => {
    const factor = scalar(rate);
    try {
      const loss = await step(images, labels, factor);
      const [value = Number.NaN] = await loss.data();
      loss.dispose();
      return value;
    } finally {
      factor.dispose();
    }
  };
  const runBatch = async (batch: Batch, rate: number): Promise<number> => {
    if (!compiled) return eagerStep(parts, batch, rate);
    try {
      return await runCompiled(compiled, batch, rate);
    } catch (error) {
      if (!isRefusal(error) || compile === true || precision === 'bfloat16') throw error;
      refusal = (error as Error).message;
      compiled.dispose();
      compiled = undefined;
      return eagerStep(parts, batch, rate);
    }
  };
  return {
    async run(indices, rate) {
      const batch = parts.data.batch(indices);
      try {
        await expectBatch(parts.classifier, batch, indices.length);
        return await runBatch(batch, rate);
      } finally {
        dispose([batch.images, batch.labels]);
      }
    },
    get compiled() {
      return compiled !== undefined;
    },
    get refusal() {
      return refusal;
    },
    dispose() {
      compiled?.dispose();
    },
  };
}
