import { EngineError } from '../engine-error.ts';

/** Options of {@link configureFit}. */
export interface FitOptions {
  /**
   * Whether `fit`, `evaluate` and `predict` run each batch as one graph. Without it they run op by op.
   * @defaultValue true, or false where the environment variable `SKIPJACK_COMPILE` is `0`
   */
  readonly compile: boolean;
  /**
   * The model that it is said of, for example one with a layer that does in JavaScript what must happen at every step.
   * @defaultValue all models
   */
  readonly model?: object;
}

let all: boolean | undefined;
let some: { readonly model: WeakRef<object>; readonly compile: boolean }[] = [];

/**
 * Chooses whether models of tfjs-layers run compiled.
 *
 * `fit`, `fitDataset`, `trainOnBatch`, `evaluate`, `evaluateDataset`, `predict` and `predictOnBatch` record what they do for a
 * batch as {@link compile} does, and run it as one graph from then on: the first four shapes of batches at once, others when they
 * were used four times, as a recording takes as long as about ten batches save. Learning rates, weights, `trainable` and the
 * properties of layers may change at any time. What a layer, loss or metric of your own has from elsewhere is as it was when
 * it was recorded, until `model.compile()` is called again. Dropout and noise layers of tfjs without a seed draw from TensorFlow's
 * generator, with a seed from `Math.random()` at each step. What cannot be recorded runs op by op, and a warning says so once.
 *
 * @param options - whether to compile, and for which model; what was said of a model goes before what was said of all
 * @throws EngineError where `compile` is no truth value or `model` no object.
 */
export function configureFit(options: FitOptions): void {
  const { compile, model } = options;
  if (typeof compile !== 'boolean')
    throw new EngineError(
      'INVALID_ARGUMENT',
      `configureFit() needs compile as true or false, got ${JSON.stringify(compile)}.`,
    );
  if (model === undefined) all = compile;
  else if (typeof model === 'object' && model !== null) {
    const others = some.filter((one) => one.model.deref() !== undefined && one.model.deref() !== model);
    some = [...others, { model: new WeakRef(model), compile }];
  } else
    throw new EngineError(
      'INVALID_ARGUMENT',
      `configureFit() needs a model of tfjs-layers as model, got ${JSON.stringify(model)}; leave it out for all models.`,
    );
}

/** Whether a model is to run compiled. A `Sequential` has a model inside, which does its work. */
export function isCompiling(model: object): boolean {
  const said = some.find((one) => {
    const known = one.model.deref();
    return known !== undefined && (known === model || Reflect.get(known, 'model') === model);
  });
  return said?.compile ?? all ?? process.env['SKIPJACK_COMPILE'] !== '0';
}
