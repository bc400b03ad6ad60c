import { EngineError } from '../engine-error.ts';
import { messageType, type MessageDescriptor } from '../io/message-type.ts';

/** A tensor of a signature, as the file says it. */
export interface SignatureTensor {
  /** Node and output of the graph, such as `serving_default_x:0`; '' for a composite tensor. */
  readonly name: string;
  /** TensorFlow's number of the element type. */
  readonly type: number;
  /** -1 for a size that is open; undefined when even the rank is. */
  readonly shape: readonly number[] | undefined;
}

/** What one function of a SavedModel takes and answers, by the names in Python; sorted by them. */
export interface Signature {
  readonly inputs: ReadonlyMap<string, SignatureTensor>;
  readonly outputs: ReadonlyMap<string, SignatureTensor>;
}

/** One graph of a SavedModel. */
export interface SavedGraph {
  readonly tags: readonly string[];
  readonly signatures: ReadonlyMap<string, Signature>;
}

/** In every SavedModel of TensorFlow 2; it is no function to call. */
const INIT_OP = '__saved_model_init_op';

// What is needed of tensorflow/core/protobuf/{saved_model,meta_graph}.proto; other fields, the graph above all, are skipped.
const DESCRIPTOR: MessageDescriptor = {
  nested: {
    SavedModel: { fields: { metaGraphs: { rule: 'repeated', type: 'MetaGraphDef', id: 2 } } },
    MetaGraphDef: {
      fields: {
        metaInfoDef: { type: 'MetaInfoDef', id: 1 },
        signatureDef: { keyType: 'string', type: 'SignatureDef', id: 5 },
      },
    },
    MetaInfoDef: { fields: { tags: { rule: 'repeated', type: 'string', id: 4 } } },
    SignatureDef: {
      fields: {
        inputs: { keyType: 'string', type: 'TensorInfo', id: 1 },
        outputs: { keyType: 'string', type: 'TensorInfo', id: 2 },
      },
    },
    TensorInfo: {
      fields: {
        name: { type: 'string', id: 1 },
        dtype: { type: 'int32', id: 2 },
        tensorShape: { type: 'TensorShapeProto', id: 3 },
      },
    },
    TensorShapeProto: {
      fields: {
        dim: { rule: 'repeated', type: 'Dim', id: 2 },
        unknownRank: { type: 'bool', id: 3 },
      },
    },
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
  },
};

const savedModel = messageType(DESCRIPTOR, 'SavedModel');

interface RawTensor {
  readonly name: string;
  readonly dtype: number;
  readonly tensorShape: {
    readonly dim: readonly { readonly size: number }[];
    readonly unknownRank: boolean;
  } | null;
}

interface RawSignature {
  readonly inputs: Readonly<Record<string, RawTensor>>;
  readonly outputs: Readonly<Record<string, RawTensor>>;
}

interface RawModel {
  readonly metaGraphs: readonly {
    readonly metaInfoDef: { readonly tags: readonly string[] } | null;
    readonly signatureDef: Readonly<Record<string, RawSignature>>;
  }[];
}

/**
 * Reads tags and signatures from the content of a `saved_model.pb`.
 * @param file - for the message
 * @throws EngineError `FILE_FAILED` when it is damaged, or no SavedModel.
 */
export function parseSavedModel(bytes: Uint8Array, file: string): SavedGraph[] {
  let raw: RawModel;
  try {
    const type = savedModel();
    raw = type.toObject(type.decode(bytes), { defaults: true, longs: Number }) as RawModel;
  } catch (error) {
    throw damaged(file, (error as Error).message, error);
  }
  if (raw.metaGraphs.length === 0) throw damaged(file, 'it has no graph');
  return raw.metaGraphs.map(({ metaInfoDef, signatureDef }) => ({
    tags: metaInfoDef?.tags ?? [],
    signatures: sorted(signatureDef, ({ inputs, outputs }) => ({
      inputs: sorted(inputs, tensorOf),
      outputs: sorted(outputs, tensorOf),
    })),
  }));
}

function tensorOf({ name, dtype, tensorShape }: RawTensor): SignatureTensor {
  const shape = tensorShape && !tensorShape.unknownRank ? tensorShape.dim.map(({ size }) => size) : undefined;
  return { name, type: dtype, shape };
}

/** By names in JavaScript's order, as tfjs-node has them, whatever their order in the file. */
function sorted<Raw, T>(entries: Readonly<Record<string, Raw>>, convert: (raw: Raw) => T): Map<string, T> {
  const names = Object.keys(entries).filter((name) => name !== INIT_OP);
  return new Map(names.sort().map((name) => [name, convert(entries[name] as Raw)]));
}

function damaged(file: string, reason: string, cause?: unknown): EngineError {
  return new EngineError(
    'FILE_FAILED',
    `${file} is damaged or no SavedModel (${reason}); copy or export the model again.`,
    { cause },
  );
}
