import { formatInteger } from '@skipjack/visualize';

/** A number of things, such as `1 step` or `64,000 steps`. */
export function counted(count: number, thing: string): string {
  return `${formatInteger(count)} ${thing}${count === 1 ? '' : 's'}`;
}
