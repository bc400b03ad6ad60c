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
  const given = typeof options === 'object' ? JSON.stringify(options) : String(options);
  throw new TypeError(`${owner} needs an object of options; got ${given}.`);
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

/** Throws a `RangeError` if `value` is none of the `allowed` ones. */
export function expectOneOf<T extends string | number>(
  option: string,
  value: T,
  allowed: readonly T[],
): void {
  if (allowed.includes(value)) return;
  const given = JSON.stringify(value) ?? String(value);
  const words = allowed.map((word) => (typeof word === 'string' ? `'${word}'` : String(word)));
  throw new RangeError(`${option} must be ${words.join(' or ')}; got ${given}.`);
}

/** Throws a `RangeError` unless `value` is a probability above 0. */
export function expectProbability(option: string, value: number): void {
  if (typeof value === 'number' && value > 0 && value <= 1) return;
  const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new RangeError(`${option} must be a probability above 0 and at most 1; got ${given}.`);
}

/** Refuses a pooling before a head that takes every pixel of the feature map. */
export function expectNoPooling(net: string, { classes, pooling }: NetOptions): void {
  if (classes === 0 || pooling === undefined) return;
  throw new RangeError(
    `${net} has no global pooling before its head, so pooling '${pooling}' would do nothing: leave it out, or give classes: 0 too.`,
  );
}

/** What the head's options must be, whatever the head. */
export function expectHead(options: NetOptions, compats: readonly Compat[]): void {
  const { classes = 1, classifierActivation = 'linear', pooling = 'average', compat = 'paper' } = options;
  if (!Number.isSafeInteger(classes) || classes < 0)
    throw new RangeError(`classes must be an integer of at least 0; got ${String(classes)}.`);
  expectOneOf('classifierActivation', classifierActivation, ['linear', 'softmax']);
  expectOneOf('pooling', pooling, ['average', 'max']);
  expectOneOf('compat', compat, compats);
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
