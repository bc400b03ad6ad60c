import type { BottleneckNetOptions, Compat, NetOptions, ResidualNetOptions } from './net-options.ts';
import { nearestName } from './nearest-name.ts';

/** Names of the options of every net. */
export const NET_OPTIONS: readonly string[] = [
  'inputShape',
  'classes',
  'pooling',
  'classifierActivation',
  'dropout',
  'compat',
  'seed',
  'name',
] satisfies (keyof NetOptions)[];

const SHORTCUT_OPTIONS = [
  'shortcut',
  'shortcutPadding',
  'lastGamma',
  'squeezeExcitation',
  'survival',
] satisfies (keyof ResidualNetOptions)[];

/** Names of the options of the nets made of stages. */
export const STAGED_NET_OPTIONS: readonly string[] = [
  ...NET_OPTIONS,
  ...(['stem', 'outputStride', 'antialias'] satisfies (keyof BottleneckNetOptions)[]),
];

/** Names of the options of the nets with shortcuts. */
export const RESIDUAL_NET_OPTIONS: readonly string[] = [...NET_OPTIONS, ...SHORTCUT_OPTIONS];

/** Names of the options of the residual nets for ImageNet. */
export const STAGED_RESIDUAL_NET_OPTIONS: readonly string[] = [...STAGED_NET_OPTIONS, ...SHORTCUT_OPTIONS];

/** Names of the options of the nets with bottleneck blocks. */
export const BOTTLENECK_NET_OPTIONS: readonly string[] = [
  ...STAGED_RESIDUAL_NET_OPTIONS,
  'strideIn' satisfies keyof BottleneckNetOptions,
];

/** Throws a `TypeError` if `options` is no object. */
export function expectObject(owner: string, options: unknown): asserts options is object {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw new TypeError(`${owner} needs an object of options; got ${JSON.stringify(options)}.`);
}

/** Throws a `TypeError` if `options` has one that `owner` does not know; an option that is undefined is not given. */
export function expectOptions(owner: string, options: object, allowed: readonly string[]): void {
  expectObject(owner, options);
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || allowed.includes(option)) continue;
    const nearest = nearestName(option, allowed);
    const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    throw new TypeError(
      `${owner} has no option ${JSON.stringify(option)}; it has ${allowed.join(', ')}.${hint}`,
    );
  }
}

/** Throws a `RangeError` that says what an option must be and what it was. */
export function refuse(option: string, rule: string, value: unknown): never {
  const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new RangeError(`${option} must be ${rule}; got ${given}.`);
}

/** Throws a `RangeError` if `value` is none of the `allowed` ones. */
export function expectOneOf<T extends string | number | boolean>(
  option: string,
  value: T,
  allowed: readonly T[],
): void {
  if (allowed.includes(value)) return;
  const words = allowed.map((word) => (typeof word === 'string' ? `'${word}'` : String(word)));
  refuse(option, words.join(' or '), value);
}

/** Throws a `RangeError` unless `value` is true or false. */
export function expectBoolean(option: string, value: boolean): void {
  expectOneOf(option, value, [true, false]);
}

function expectPart(option: string, inRange: boolean, rule: string, value: unknown): void {
  if (typeof value !== 'number' || !inRange) refuse(option, rule, value);
}

/** Throws a `RangeError` unless `value` is a probability above 0. */
export function expectProbability(option: string, value: number): void {
  expectPart(option, value > 0 && value <= 1, 'a probability above 0 and at most 1', value);
}

/** Throws a `RangeError` unless `value` is a part of some numbers, and not all of them. */
export function expectDropout(option: string, value: number): void {
  expectPart(option, value >= 0 && value < 1, 'at least 0 and less than 1', value);
}

/** Throws a `RangeError` if one of the options is given whose part of the net is not there, for this reason. */
export function expectAbsent<Options extends object>(
  options: Options,
  unused: readonly (keyof Options & string)[],
  reason: string,
): void {
  for (const option of unused)
    if (options[option] !== undefined)
      throw new RangeError(`${option} does nothing ${reason}, so leave it out.`);
}

/** Refuses a pooling before a head that takes every pixel of the feature map. */
export function expectNoPooling(net: string, options: NetOptions): void {
  if (options.classes !== 0)
    expectAbsent(options, ['pooling'], `before the head of ${net}, which takes every pixel`);
}

/** What the head's options must be, whatever the head. */
export function expectHead(options: NetOptions, compats: readonly Compat[]): void {
  const { classes = 1, classifierActivation = 'linear', pooling = 'average', compat = 'paper' } = options;
  if (!Number.isSafeInteger(classes) || classes < 0) refuse('classes', 'an integer of at least 0', classes);
  expectOneOf('classifierActivation', classifierActivation, ['linear', 'softmax']);
  expectOneOf('pooling', pooling, ['average', 'max']);
  expectOneOf('compat', compat, compats);
  expectDropout('dropout', options.dropout ?? 0);
  if (classes === 0) expectAbsent(options, ['classifierActivation', 'dropout'], 'with classes: 0');
}

/** Refuses images on which the net would run out of pixels, before anything is built. */
export function expectRoomFor(
  net: string,
  inputShape: NonNullable<NetOptions['inputShape']>,
  smallest: number,
): void {
  if (!Array.isArray(inputShape)) return; // defineModel says what it must be
  const [height, width] = inputShape;
  if (!(height < smallest || width < smallest)) return;
  throw new RangeError(
    `${net} needs images of at least ${smallest}x${smallest} pixels; got ${String(height)}x${String(width)}.`,
  );
}
