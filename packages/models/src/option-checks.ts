import type { BottleneckNetOptions, NetOptions, ResidualNetOptions } from './net-options.ts';

/** Names of the options of every net. */
export const NET_OPTIONS: readonly string[] = [
  'inputShape',
  'classes',
  'classifierActivation',
  'seed',
  'name',
] satisfies (keyof NetOptions)[];

/** Names of the options of the nets with shortcuts. */
export const RESIDUAL_NET_OPTIONS: readonly string[] = [
  ...NET_OPTIONS,
  ...(['shortcut', 'shortcutPadding'] satisfies (keyof ResidualNetOptions)[]),
];

/** Names of the options of the nets with bottleneck blocks. */
export const BOTTLENECK_NET_OPTIONS: readonly string[] = [
  ...RESIDUAL_NET_OPTIONS,
  'strideIn' satisfies keyof BottleneckNetOptions,
];

/** Throws a `TypeError` if `options` has one that `owner` does not know; an option that is undefined is not given. */
export function expectOptions(owner: string, options: object, allowed: readonly string[]): void {
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || allowed.includes(option)) continue;
    throw new TypeError(`${owner} has no option ${JSON.stringify(option)}; it has ${allowed.join(', ')}.`);
  }
}

/** Throws a `RangeError` if `value` is no activation of the classifier. */
export function expectClassifierActivation(value: string): void {
  if (value === 'linear' || value === 'softmax') return;
  const given = JSON.stringify(value) ?? String(value);
  throw new RangeError(`classifierActivation must be 'linear' or 'softmax'; got ${given}.`);
}
