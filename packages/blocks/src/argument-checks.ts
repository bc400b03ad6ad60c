import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Returns `value` if it is an integer of at least 1. */
export function positiveInteger(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${option} must be an integer of at least 1; got ${String(value)}.`);
}

/** Returns `seed` if it is an integer of 32 bits without sign. */
export function seed32(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff) return seed;
  throw new RangeError(`seed must be an integer from 0 to 4294967295; got ${String(seed)}.`);
}

/** Returns `value` if it is one of the `allowed` words. */
export function oneOf<T extends string>(option: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  const words = allowed.map((word) => `'${word}'`).join(' or ');
  throw new RangeError(`${option} must be ${words}; got ${JSON.stringify(value) ?? String(value)}.`);
}

/** Returns `name` if it can be the beginning of layer names. */
export function layerName(name: string): string {
  if (typeof name === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(name)) return name;
  throw new TypeError(
    `name must be letters, digits and underscores, such as 'stage1_block1'; got ${JSON.stringify(name) ?? String(name)}.`,
  );
}

/** Channels of a feature map `[batch, height, width, channels]`. */
export function channelsOf(x: SymbolicTensor, name: string): number {
  const channels = x.shape[3];
  if (x.shape.length === 4 && typeof channels === 'number') return channels;
  throw new TypeError(
    `${name} needs an input [batch, height, width, channels] with a known number of channels; got ` +
      `${JSON.stringify(x.shape)}. Give the model's input its channels.`,
  );
}
