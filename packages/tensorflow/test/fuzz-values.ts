/** Dimensions of the fuzzer's tensors. */
export const DIMENSIONS: readonly number[] = [0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 16, 33, 130];

/** Dimensions beside one of 0: such a tensor has no elements. */
export const HUGE_DIMENSIONS: readonly number[] = [
  65_536,
  2 ** 24 + 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 40,
];

/** What attributes never are. */
export const NONSENSE: readonly unknown[] = [
  undefined,
  null,
  'nonsense',
  '',
  [],
  {},
  true,
  [[]],
  Number.NaN,
  -1,
  'a\0b',
  'x'.repeat(5000),
];

/** Texts, and what stands in their place, of any kernel's attributes. */
export const WORDS: readonly unknown[] = [
  'valid',
  'same',
  'NCHW',
  'NHWC',
  'float32',
  'int32',
  'bool',
  'string',
  'complex64',
  'prelu',
  'leakyrelu',
  'nearest',
  'reflect',
  'SYMMETRIC',
  'right',
  'ij->ij',
  'ii,ij->j',
  'i...,j->',
  '->',
  ',',
  '(',
  '[a-',
  2,
  [
    [0, 0],
    [1, 2],
    [0, 1],
    [0, 0],
  ],
  [
    [0, 0],
    [-1, 2],
    [50, 0],
    [0, 0],
  ],
];

/** Numbers of attributes that are often right. */
export const SMALL_NUMBERS: readonly number[] = [-3, -2, -1, 0, 0, 1, 1, 2, 3, 4, 5, 7, 8, 9];

/** Numbers of attributes that are rarely right. */
export const WILD_NUMBERS: readonly number[] = [
  0.5,
  -0.5,
  Number.NaN,
  Infinity,
  -Infinity,
  100,
  65_536,
  1e6,
  2 ** 24 + 1,
  2 ** 30,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 40,
  2 ** 53,
  -(2 ** 53),
  1e300,
  -0,
];
