import { EngineError } from '../engine-error.ts';
import { elementBytes, nativeType, type NativeDataType } from '../native/data-types.ts';

const OUT_OF_MEMORY = 8; // TF_RESOURCE_EXHAUSTED

/** TensorFlow's names of types that are not NumPy's. */
const NAMES: Readonly<Record<string, NativeDataType>> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
};

/** A native call that left an error in its status. */
export interface Refusal {
  /** The op, or the C function. */
  readonly call: string;
  /** `TF_Code` of the status. */
  readonly code: number;
  /** The status's message. */
  readonly message: string;
  /** Types and shapes of the op's inputs. */
  readonly inputs: readonly string[];
}

/** The error of a refused call: the op, its inputs, TensorFlow's reason, and for memory how much was asked for. */
export function refusal({ call, code, message, inputs }: Refusal): EngineError {
  const inner = message.includes(`{{function_node ${call}}}`) ? opInside(message) : undefined;
  const reason = message
    .replaceAll(/\s*\[\[\{\{node [^}]*\}\}\]\]/g, '')
    .replaceAll(/\{\{[^}]*\}\}\s*/g, '')
    .replace(/\s*\[Op:\w*\]\s*(name:.*)?$/, '')
    .trim();
  const given = inputs.length > 0 && inner === undefined ? ` (${inputs.join(', ')})` : '';
  const op = inner ?? call;
  if (code !== OUT_OF_MEMORY)
    return new EngineError('NATIVE_FAILURE', `TensorFlow's ${op} refused its input${given}: ${reason}`);
  return new EngineError(
    'OUT_OF_MEMORY',
    `TensorFlow's ${op} found no memory for its input${given}${askedFor(reason)}: ${reason}`,
  );
}

/** Which op of a compiled function failed, and where: nodes are named `stage1/Conv2D__2`. */
function opInside(message: string): string {
  const [, path = ''] = /\{\{node ([^}]*)\}\}/.exec(message) ?? [];
  const [, scope, op = ''] = /^(?:(.*)\/)?([^/]*?)(?:__\d+)?$/.exec(path) ?? [];
  if (op === '') return 'run of a compiled function';
  return `${op}${scope === undefined ? '' : ` of ${scope}`}, in a compiled function,`;
}

/** TensorFlow says the shape and the type. */
function askedFor(reason: string): string {
  const [, dims, type = ''] = /shape\s?\[([\d,]*)\] and type (\w+)/.exec(reason) ?? [];
  if (dims === undefined) return '';
  const size = dims.split(',').reduce((product, dim) => product * (dim === '' ? 1 : Number(dim)), 1);
  const bytes = size * elementBytes(nativeType(NAMES[type] ?? (type as NativeDataType)));
  return `, and asked for ${bytes.toLocaleString('en-US')} bytes`;
}
