import { concat, engine, env, slice, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { TensorFlowBackend } from '../backend.ts';
import { isBusy } from '../compile/turns.ts';
import { isCompiling } from './fit-options.ts';
import type { LayersModel, LayersModelMethods, StepFunction } from './layers-model.ts';
import { ModelPrograms } from './model-programs.ts';
import type { BatchWork } from './recorded-work.ts';

const DEFAULT_BATCH = 32;

const programs = new WeakMap<object, ModelPrograms>();
/** A model that is collected without `dispose()` gives its recordings back. */
const forgotten = new FinalizationRegistry<ModelPrograms['open']>((open) => {
  for (const one of open) one.close();
});

/** Lets the models of a class of tfjs-layers do as graphs what they do batch by batch. */
export function patchModel(prototype: LayersModelMethods): void {
  const { makeTrainFunction, makeTestFunction, predictLoop, dispose } = prototype;
  const replaced: LayersModelMethods = {
    makeTrainFunction() {
      const eager = makeTrainFunction.call(this);
      return (batch) => (mayCompile(this) ? of(this).run('fit', this, batch, train) : eager(batch));
    },

    makeTestFunction() {
      makeTestFunction.call(this);
      const eager = this.testFunction as StepFunction;
      this.testFunction = (batch) =>
        mayCompile(this) ? of(this).run('evaluate', this, batch, test) : eager(batch);
    },

    predictLoop(ins, batchSize = DEFAULT_BATCH, verbose = false) {
      const list = Array.isArray(ins) ? ins : [ins];
      const samples = list[0]?.shape[0] ?? 0;
      if (verbose || samples === 0 || !mayCompile(this))
        return predictLoop.call(this, ins, batchSize, verbose);
      return tidy(() => {
        const parts: Tensor[][] = [];
        for (let start = 0; start < samples; start += batchSize)
          parts.push(
            tidy(() =>
              of(this).run('predict', this, rows(list, start, Math.min(start + batchSize, samples)), predict),
            ),
          );
        const outputs = (parts[0] as Tensor[]).map((_output, index) =>
          concat(
            parts.map((part) => part[index] as Tensor),
            0,
          ),
        );
        return outputs.length === 1 ? (outputs[0] as Tensor) : outputs;
      });
    },

    dispose() {
      const result = dispose.call(this);
      if (result.refCountAfterDispose === 0)
        for (const model of [this, this.model]) if (model) programs.get(model)?.close();
      return result;
    },
  };

  const train: BatchWork = (model, batch) => makeTrainFunction.call(model)(batch);

  const test: BatchWork = (model, batch) => {
    const current = model.testFunction;
    makeTestFunction.call(model);
    const ordinary = model.testFunction as StepFunction;
    if (current) model.testFunction = current;
    return ordinary(batch);
  };

  const predict: BatchWork = (model, batch) => {
    const ins = batch as readonly Tensor[];
    const outputs = predictLoop.call(model, [...ins], ins[0]?.shape[0], false);
    return Array.isArray(outputs) ? outputs : [outputs];
  };

  for (const [name, value] of Object.entries(replaced))
    Object.defineProperty(prototype, name, { configurable: true, writable: true, value });
}

function of(model: LayersModel): ModelPrograms {
  let known = programs.get(model);
  if (!known) {
    const { name } = model;
    let told = false;
    known = new ModelPrograms((work, reason) => {
      if (!told)
        // oxlint-disable-next-line no-console -- nobody waits for an answer that could say it
        console.warn(
          `${work}() of the model ${name} runs op by op and not as one graph, because ${reason.replace(/\.$/, '')}; configureFit({ compile: false, model }) of @skipjack/tensorflow chooses that without this warning.`,
        );
      told = true;
    });
    programs.set(model, known);
    forgotten.register(model, known.open);
  }
  return known;
}

/** Whether a graph would do now what tfjs does op by op. */
function mayCompile(model: LayersModel): boolean {
  const { backend, state } = engine();
  return (
    backend instanceof TensorFlowBackend &&
    !backend.recording &&
    state.gradientDepth === 0 && // tf.grad of a prediction needs each op
    !isBusy() && // variables may be about to change on another thread
    !env().getBool('DEBUG') &&
    isCompiling(model)
  );
}

function rows(tensors: readonly Tensor[], start: number, end: number): Tensor[] {
  return tensors.map((tensor) => {
    if (start === 0 && end === tensor.shape[0]) return tensor.clone();
    const rest = tensor.shape.slice(1);
    return slice(tensor, [start, ...rest.map(() => 0)], [end - start, ...rest]);
  });
}
