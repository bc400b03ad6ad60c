import type { Variable } from '@tensorflow/tfjs-core';
import type { Handle } from '../eager/eager-context.ts';
import type { HostNumbers } from './host-numbers.ts';
import type { Value } from './recorded-node.ts';

/** Where the value of a recorded function's input comes from at each call. */
export type InputSource =
  /** The argument with this place among the tensors of the call. */
  | { readonly kind: 'argument'; readonly index: number }
  /** A variable as it is when the function is called. */
  | { readonly kind: 'variable'; readonly variable: Variable }
  /** A tensor from outside as it was when the function was recorded. The recording owns the handle. */
  | { readonly kind: 'captured'; readonly handle: Handle }
  /** Numbers that JavaScript is asked for at each call. */
  | { readonly kind: 'host'; readonly numbers: HostNumbers }
  /** The value with this place among those that are computed from variables alone, once for as long as these stay the same. */
  | { readonly kind: 'derived'; readonly index: number };

/** An input of a recorded function. */
export interface TraceInput {
  /** Where its value comes from. */
  readonly source: InputSource;
  /** What it is inside of the function. */
  readonly value: Value;
}
