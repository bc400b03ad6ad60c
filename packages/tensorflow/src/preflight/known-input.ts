import type { Attributes } from '../eager/attributes.ts';
import type { MemoryRoom } from '../eager/memory-room.ts';

/** What is known of an op's input before the op runs. */
export interface Known {
  readonly shape: readonly number[];
  /** Of constants only. */
  readonly values?: ArrayLike<number> | undefined;
}

/** A call of a TensorFlow op, about to be made. */
export interface KnownCall {
  readonly op: string;
  readonly inputs: readonly (Known | readonly Known[])[];
  readonly attributes: Attributes;
  readonly room: MemoryRoom;
}

/** Looks at a call and throws where TensorFlow would end the process instead of answering an error. */
export type Check = (call: KnownCall) => void;

/** Input `index`, where it is one tensor. */
export function inputAt({ inputs }: KnownCall, index: number): Known | undefined {
  const input = inputs[index];
  return input !== undefined && 'shape' in input ? input : undefined;
}

/** Shape of input `index`; empty where there is none. */
export function shapeAt(call: KnownCall, index: number): readonly number[] {
  return inputAt(call, index)?.shape ?? [];
}

/** Elements of a tensor. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** For messages: `[2, 3]`. */
export function shown(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
