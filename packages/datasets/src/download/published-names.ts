import { nearestName } from '../nearest-name.ts';
import type { PublishedSet } from './published-set.ts';
import { PUBLISHED_SETS } from './published-sets.ts';

/**
 * Finds a published data set by its name.
 *
 * @param name - What a user wrote.
 * @param sets - Where to look.
 * @returns The data set.
 * @throws RangeError when there is none; it suggests the nearest name.
 */
export function publishedSet(name: string, sets: readonly PublishedSet[] = PUBLISHED_SETS): PublishedSet {
  const found = sets.find((set) => set.name === name);
  if (found !== undefined) return found;
  const names = sets.map((set) => set.name);
  const nearest = nearestName({ name, names });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw new RangeError(`Unknown data set "${name}": ${hint}The published data sets are ${names.join(', ')}.`);
}
