import type { JsonValue, StateTensor, TrainingState } from '@skipjack/recipes';
import { readSafetensors, writeSafetensors } from '@skipjack/weights';
import type { Content } from '../files/same-content.ts';
import { jsonText } from '../json/json-text.ts';
import { readJson } from '../json/strict-json.ts';
import type { STATE_FILES } from './manifest.ts';

const MODEL = 'model/';
const DTYPES = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;

/** Name of a file of a checkpoint. */
export type StateFileName = (typeof STATE_FILES)[number];

/** A file of a checkpoint, before it is written. */
export interface StateFile extends Content {
  /** Name in the folder. */
  readonly name: StateFileName;
}

function tensorFile(name: StateFileName, tensors: readonly (readonly [string, StateTensor])[]): StateFile {
  const written = writeSafetensors({
    tensors: tensors.map(([key, { dtype, shape, data }]) => ({
      name: key,
      dtype: DTYPES[dtype],
      shape,
      data,
    })),
  });
  return { name, byteLength: written.byteLength, chunks: () => written.chunks() };
}

/**
 * The files that a state becomes: the model's weights under their own names, all other tensors under theirs, the record.
 * No tensor is copied.
 */
export function stateFiles({ step, tensors, record }: TrainingState): readonly StateFile[] {
  const entries = [...tensors];
  const state = new TextEncoder().encode(`${jsonText({ version: 1, step, record }, 'state')}\n`);
  return [
    tensorFile(
      'weights.safetensors',
      entries
        .filter(([key]) => key.startsWith(MODEL))
        .map(([key, tensor]) => [key.slice(MODEL.length), tensor]),
    ),
    tensorFile(
      'optimizer.safetensors',
      entries.filter(([key]) => !key.startsWith(MODEL)),
    ),
    { name: 'state.json', byteLength: state.length, chunks: () => [state] },
  ];
}

function stateTensors(bytes: Uint8Array, prefix: string): readonly (readonly [string, StateTensor])[] {
  return [...readSafetensors(bytes).tensors].map(([name, { dtype, shape, data }]) => {
    if (dtype === 'F32' && data instanceof Float32Array)
      return [`${prefix}${name}`, { dtype: 'float32', shape, data }] as const;
    if (dtype === 'I32' && data instanceof Int32Array)
      return [`${prefix}${name}`, { dtype: 'int32', shape, data }] as const;
    if (dtype === 'BOOL' && data instanceof Uint8Array)
      return [`${prefix}${name}`, { dtype: 'bool', shape, data }] as const;
    throw new Error(`the tensor ${prefix}${name} is of type ${dtype}, not F32, I32 or BOOL`);
  });
}

const isRecord = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The state that files hold.
 *
 * @throws Error with a clause that says what is wrong.
 */
export function stateOf(files: Readonly<Record<StateFileName, Uint8Array>>): TrainingState {
  const state = readJson(files['state.json']);
  if (!isRecord(state) || state['version'] !== 1) throw new Error('state.json is not of version 1');
  const { step, record } = state;
  if (typeof step !== 'number' || !isRecord(record)) throw new Error('state.json lacks step or record');
  return {
    step,
    tensors: new Map([
      ...stateTensors(files['weights.safetensors'], MODEL),
      ...stateTensors(files['optimizer.safetensors'], ''),
    ]),
    record,
  };
}
