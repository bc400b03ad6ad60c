import {
  engine,
  Tensor,
  type InferenceModel,
  type ModelPredictConfig,
  type ModelTensorInfo,
  type NamedTensorMap,
  type SignatureDefEntry,
} from '@tensorflow/tfjs-core';
import type { Handle } from '../eager/eager-context.ts';
import { EngineError } from '../engine-error.ts';
import { currentBackend } from '../images/current-backend.ts';
import { nativeType, tfjsType, typeName, type NativeDataType } from '../native/data-types.ts';
import { closeModel, type OpenModel } from './open-models.ts';
import type { Signature, SignatureTensor } from './saved-model-proto.ts';

/** One tensor, several in the order of the signature's names, or several by these names. */
export type SavedModelInputs = Tensor | Tensor[] | NamedTensorMap;

/**
 * One signature of a SavedModel, ready to run. `loadSavedModel()` makes it.
 *
 * Its variables live until `dispose()`. Models that were loaded from one folder with the same tags share them.
 */
export class TFSavedModel implements InferenceModel {
  readonly #model: OpenModel;
  readonly #signature: Signature;
  readonly #info: SignatureDefEntry;
  #disposed = false;

  /**
   * @internal
   * @param model - the loaded graph, which counts this object as a user
   * @param signature - which inputs and outputs of it
   * @param info - the same in tfjs's words
   */
  constructor(model: OpenModel, signature: Signature, info: SignatureDefEntry) {
    this.#model = model;
    this.#signature = signature;
    this.#info = info;
  }

  /** The inputs, in the order of their names in the signature. */
  get inputs(): ModelTensorInfo[] {
    return Object.values(this.#info.inputs).map(withoutFirstOutput);
  }

  /** The outputs, in the order of their names in the signature. */
  get outputs(): ModelTensorInfo[] {
    return Object.values(this.#info.outputs).map(withoutFirstOutput);
  }

  /** Which output of the graph each output of the signature is, such as `{ y: 'StatefulPartitionedCall:0' }`. */
  get outputNodeNames(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.#info.outputs).map(([key, { name }]) => [key, name]));
  }

  /** Gives the graph and its variables back when no other model runs them. @throws EngineError the second time. */
  dispose(): void {
    if (this.#disposed)
      throw new EngineError('INVALID_ARGUMENT', 'This SavedModel has already been deleted.');
    this.#disposed = true;
    closeModel(this.#model);
  }

  /**
   * Runs the signature.
   *
   * Whole numbers are int32 here: where the model takes int64, uint8 and so on they are converted, and int64 outputs must
   * fit into 32 bits when they are read. float64 is float32 here.
   *
   * @param inputs - a tensor for each input
   * @param _config - not used: all is one batch
   * @returns for a map a map by the names of the signature; for an array an array; for a tensor the output, or an array when
   * there are several. The caller disposes them.
   * @throws EngineError when the inputs are not those of the signature, by number, name or dtype, or the graph fails.
   */
  predict(inputs: SavedModelInputs, _config?: ModelPredictConfig): Tensor | Tensor[] | NamedTensorMap {
    const outputs = [...this.#signature.outputs];
    const made = this.#run(
      inputs,
      outputs.map(([, { name }]) => name),
    );
    if (Array.isArray(inputs)) return made;
    if (inputs instanceof Tensor) return made.length === 1 ? (made[0] as Tensor) : made;
    return Object.fromEntries(outputs.map(([key], index) => [key, made[index] as Tensor]));
  }

  /**
   * Runs the graph up to outputs of your choice.
   *
   * @param inputs - as for {@link TFSavedModel.predict}
   * @param outputs - names of the signature's outputs or of nodes, such as `StatefulPartitionedCall:1`
   * @returns a tensor for one name, an array for an array of names. The caller disposes them.
   * @throws EngineError as {@link TFSavedModel.predict}, and for a name that the graph does not have.
   */
  execute(inputs: SavedModelInputs, outputs: string | string[]): Tensor | Tensor[] {
    const names = Array.isArray(outputs) ? outputs : [outputs];
    const made = this.#run(
      inputs,
      names.map((name) => this.#signature.outputs.get(name)?.name ?? name),
    );
    return Array.isArray(outputs) ? made : (made[0] as Tensor);
  }

  #run(inputs: SavedModelInputs, outputs: readonly string[]): Tensor[] {
    if (this.#disposed)
      throw new EngineError(
        'INVALID_ARGUMENT',
        'The TFSavedModel has already been deleted! Load it again with loadSavedModel().',
      );
    const backend = currentBackend();
    const given = this.#given(inputs);
    const made = backend.kernelScope(() => {
      const feeds = given.map(([key, wanted, tensor]): [string, Handle] => {
        checkInput(key, wanted, tensor);
        const own = nativeType(tensor.dtype) === wanted.type;
        const value = own ? tensor : backend.cast(tensor, typeName(wanted.type) as NativeDataType);
        return [wanted.name, backend.handle(value)];
      });
      try {
        return this.#model.session.run(feeds, outputs, (handle) => backend.adopt(handle));
      } catch (error) {
        throw withShapes(error, given);
      }
    });
    return made.map((info) => engine().makeTensorFromTensorInfo(info));
  }

  /** The tensors beside the inputs that they are for. */
  #given(inputs: SavedModelInputs): Given[] {
    const wanted = [...this.#signature.inputs];
    if (inputs instanceof Tensor || Array.isArray(inputs)) {
      const tensors = Array.isArray(inputs) ? inputs : [inputs];
      if (tensors.length !== wanted.length)
        throw new EngineError(
          'INVALID_ARGUMENT',
          `Length of input op names (${wanted.length}) does not match the length of input tensors (${tensors.length}).`,
        );
      return wanted.map(([key, tensor], index) => [key, tensor, tensors[index] as Tensor]);
    }
    const [names, given] = [wanted.map(([key]) => key), Object.keys(inputs)];
    if (names.join() !== [...given].sort().join())
      throw new EngineError(
        'INVALID_ARGUMENT',
        `The model signatureDef input names are ${names.join()}, however the provided input names are ${given.join()}.`,
      );
    return wanted.map(([key, tensor]) => [key, tensor, inputs[key] as Tensor]);
  }
}

/** A tensor beside the input of the signature that it is for. */
type Given = readonly [key: string, wanted: SignatureTensor, tensor: Tensor];

/** Shapes are TensorFlow's to refuse: many models take others than their signature says, and tfjs-node runs them. */
function checkInput(key: string, { type }: SignatureTensor, tensor: Tensor): void {
  if (!(tensor instanceof Tensor))
    throw new EngineError('INVALID_ARGUMENT', `The input ${key} must be a tensor, got ${typeof tensor}.`);
  const dtype = tfjsType(type);
  if (dtype !== tensor.dtype)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `The input ${key} must be of dtype ${dtype}, got ${tensor.dtype}; cast it first.`,
    );
}

/** An error of the graph, with the inputs whose shapes are not those of the signature. */
function withShapes(error: unknown, given: readonly Given[]): unknown {
  if (!(error instanceof EngineError) || error.code !== 'NATIVE_FAILURE') return error;
  const others = given.flatMap(([key, { shape }, tensor]) => {
    const fits = shape?.every((size, axis) => size < 0 || size === tensor.shape[axis]) ?? true;
    if (!shape || (fits && shape.length === tensor.rank)) return [];
    const wanted = shape.map((size) => (size < 0 ? 'any' : size)).join(', ');
    return [`${key} has the shape [${tensor.shape.join(', ')}], and the signature says [${wanted}]`];
  });
  return others.length === 0
    ? error
    : new EngineError(error.code, `${error.message} (${others.join('; ')})`, { cause: error });
}

/** As tfjs-node names a node whose first output it is. */
function withoutFirstOutput(info: ModelTensorInfo): ModelTensorInfo {
  return { ...info, name: info.name.replace(/:0$/, '') };
}
