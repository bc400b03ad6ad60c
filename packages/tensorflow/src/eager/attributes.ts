import type { NativeDataType } from '../native/data-types.ts';

/** The kinds of attributes that ops have, and the value of each. */
export interface AttributeValues {
  /** A whole number, C's `int64_t`. */
  readonly int: number;
  /** Whole numbers, such as the strides of a convolution. */
  readonly ints: readonly number[];
  /** A number, C's `float`. */
  readonly float: number;
  /** A truth value. */
  readonly bool: boolean;
  /** A type of elements, by its tfjs name, or NumPy's where tfjs has none. */
  readonly type: NativeDataType;
  /** Types of elements, one for each input or output of a list. */
  readonly types: readonly NativeDataType[];
  /** Text, such as the name of a padding. */
  readonly string: string;
  /** Texts. */
  readonly strings: readonly string[];
}

/** An attribute of one kind. */
export interface AttributeOf<Kind extends keyof AttributeValues> {
  /** Which C type TensorFlow wants. */
  readonly kind: Kind;
  /** The value. */
  readonly value: AttributeValues[Kind];
}

/**
 * An op's attribute with the C type that TensorFlow wants for it, as a JavaScript number alone does not tell: for example
 * `{ kind: 'ints', value: [1, 2, 2, 1] }` for the strides of a convolution.
 */
export type Attribute = { [Kind in keyof AttributeValues]: AttributeOf<Kind> }[keyof AttributeValues];

/** An op's attributes by name. Types of inputs (`T`, `Tidx`, ...) are inferred by TensorFlow and need no entry. */
export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const bool = (value: boolean): Attribute => ({ kind: 'bool', value });
export const string = (value: string): Attribute => ({ kind: 'string', value });
export const type = (value: NativeDataType): Attribute => ({ kind: 'type', value });
export const types = (value: readonly NativeDataType[]): Attribute => ({ kind: 'types', value });
export const strings = (value: readonly string[]): Attribute => ({ kind: 'strings', value });
