import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { logitsOf } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import type { CompiledFunction, StepCompiler } from './step-compiler.ts';

type Forward = CompiledFunction<[Tensor4D], Tensor2D>;

/** Recording a net takes as long as some batches: the recordings live as long as their models. */
const known = new WeakMap<LayersModel, WeakMap<StepCompiler, Map<string, Forward>>>();
const forgotten = new FinalizationRegistry<Forward>((forward) => forward.dispose());

/** The model in inference mode as one graph; it stays for the next evaluation of the same model. */
export function compiledForward(
  { model }: Classifier,
  compiler: StepCompiler,
  precision: 'float32' | 'bfloat16',
): Forward {
  const ofModel = known.get(model) ?? new WeakMap<StepCompiler, Map<string, Forward>>();
  known.set(model, ofModel);
  const forwards = ofModel.get(compiler) ?? new Map<string, Forward>();
  ofModel.set(compiler, forwards);
  const made = forwards.get(precision);
  if (made) return made;
  // The graph must not keep the model alive.
  const weak = new WeakRef(model);
  const forward = compiler.compile(
    (images: Tensor4D): Tensor2D => logitsOf(weak.deref() as LayersModel, images, false),
    { precision },
  );
  forwards.set(precision, forward);
  forgotten.register(model, forward);
  return forward;
}
