import type { DataType } from '@tensorflow/tfjs-core';

/**
 * An op's attribute with the C type that TensorFlow wants for it, as a JavaScript number alone does not tell: for example
 * `{ kind: 'ints', value: [1, 2, 2, 1] }` for the strides of a convolution.
 */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'type'; readonly value: DataType }
  | { readonly kind: 'string'; readonly value: string };

/** An op's attributes by name. Types of inputs (`T`, `Tidx`, ...) are inferred by TensorFlow and need no entry. */
export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const bool = (value: boolean): Attribute => ({ kind: 'bool', value });
export const string = (value: string): Attribute => ({ kind: 'string', value });
export const type = (value: DataType): Attribute => ({ kind: 'type', value });
