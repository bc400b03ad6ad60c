import { publishedSet } from '@skipjack/datasets';
import type { PublishedSet } from '@skipjack/datasets';
import { UsageError } from './usage-error.ts';

/**
 * Finds the data set that a user named.
 *
 * @param name - What was written.
 * @returns The data set.
 * @throws UsageError when there is none; it suggests the nearest name.
 */
export function namedSet(name: string): PublishedSet {
  try {
    return publishedSet(name);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
