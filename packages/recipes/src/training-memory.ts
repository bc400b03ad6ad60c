import { tensor } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Optimizer, OptimizerSlot } from './optimizer.ts';
import type { WeightAverage } from './optimizers/weight-average.ts';
import type { StateTensor } from './training-state.ts';

/** What of a training is in tensors. */
export interface TrainingMemory {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  /** What the optimizer updates. */
  readonly variables: readonly Variable[];
  readonly average: WeightAverage | undefined;
  /** What is averaged. */
  readonly averaged: readonly Variable[];
}

/** All weights in the order of the layers; `model.weights` has those that are frozen last. */
const weightsInOrder = ({ layers }: LayersModel): LayersModel['weights'] =>
  layers.flatMap((layer) => ('layers' in layer ? weightsInOrder(layer as LayersModel) : layer.weights));

/** Names of the weights that do not change from one building of a net to the next, whichever layers are frozen. */
function weightNames(model: LayersModel): Map<Variable, string> {
  const names = new Map<Variable, string>();
  const taken = new Set<string>();
  // A layer of the caller's own may have weights beside those of its layers.
  for (const weight of [...weightsInOrder(model), ...model.weights]) {
    const variable = weight.read() as Variable;
    if (names.has(variable)) continue;
    let name = weight.originalName;
    for (let copy = 1; taken.has(name); copy++) name = `${weight.originalName}_${copy}`;
    taken.add(name);
    names.set(variable, name);
  }
  return names;
}

/** Every variable of a training's state by the name that it has in a checkpoint; slots that are not there yet are made. */
export function stateVariables(memory: TrainingMemory): Map<string, Variable> {
  const { model, optimizer, variables, average, averaged } = memory;
  const names = weightNames(model);
  const state = new Map<string, Variable>();
  for (const [variable, name] of names) state.set(`model/${name}`, variable);
  const addSlots = (group: string, slots: readonly OptimizerSlot[]): void => {
    for (const { name, of, value } of slots)
      state.set(of ? `${group}/${name}/${names.get(of) ?? of.name}` : `${group}/${name}`, value);
  };
  addSlots('optimizer', optimizer.slots?.(variables) ?? []);
  addSlots('average', average?.slots(averaged) ?? []);
  return state;
}

/** Copies of all values. */
export async function readTensors(memory: TrainingMemory): Promise<Map<string, StateTensor>> {
  const tensors = new Map<string, StateTensor>();
  for (const [name, variable] of stateVariables(memory)) {
    const { dtype, shape } = variable;
    const data = await variable.data();
    tensors.set(name, { dtype: dtype as StateTensor['dtype'], shape: [...shape], data: data.slice() });
  }
  return tensors;
}

const shapeOf = ({ dtype, shape }: { readonly dtype: string; readonly shape: readonly number[] }): string =>
  `${dtype} [${shape.join(', ')}]`;

/** What keeps `tensors` from being this training's, in one sentence; undefined where nothing does. */
export function tensorMismatch(
  memory: TrainingMemory,
  tensors: ReadonlyMap<string, StateTensor>,
): string | undefined {
  const state = stateVariables(memory);
  const missing = [...state.keys()].filter((name) => !tensors.has(name));
  const extra = [...tensors.keys()].filter((name) => !state.has(name));
  const list = (names: readonly string[]): string =>
    names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  if (missing.length > 0) return `it lacks ${list(missing)}`;
  if (extra.length > 0) return `it has ${list(extra)} besides`;
  for (const [name, variable] of state) {
    const given = tensors.get(name);
    if (given && shapeOf(given) !== shapeOf(variable))
      return `its ${name} is ${shapeOf(given)} and this training's ${shapeOf(variable)}`;
  }
  return undefined;
}

/** Sets every variable to what {@link readTensors} gave; {@link tensorMismatch} has been asked before. */
export function writeTensors(memory: TrainingMemory, tensors: ReadonlyMap<string, StateTensor>): void {
  for (const [name, variable] of stateVariables(memory)) {
    const given = tensors.get(name);
    if (!given) continue;
    const value = tensor(given.data, [...given.shape], given.dtype);
    variable.assign(value);
    value.dispose();
  }
}

/** Whether all numbers are finite; a plain loop, for millions of them. */
function allFinite(data: ArrayLike<number>): boolean {
  for (let index = 0; index < data.length; index++) if (!Number.isFinite(data[index])) return false;
  return true;
}

/** The first weight, statistic or slot that is not finite. */
export function notFiniteTensor(tensors: ReadonlyMap<string, StateTensor>): string | undefined {
  for (const [name, { dtype, data }] of tensors) if (dtype === 'float32' && !allFinite(data)) return name;
  return undefined;
}
