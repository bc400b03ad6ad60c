import { resolve } from 'node:path';
import type { CliIo } from './cli-io.ts';

/**
 * Makes the path in a data set's spec absolute.
 *
 * @param spec - Such as `mnist` or `folder:photos`.
 * @param io - The folder that relative paths start from.
 * @returns The same with an absolute path; a shape after `synthetic:` stays.
 */
export function dataPath(spec: string, io: Pick<CliIo, 'workingDirectory'>): string;
export function dataPath(spec: string | undefined, io: Pick<CliIo, 'workingDirectory'>): string | undefined;
export function dataPath(
  spec: string | undefined,
  { workingDirectory }: Pick<CliIo, 'workingDirectory'>,
): string | undefined {
  if (spec === undefined || spec.startsWith('synthetic:')) return spec;
  const colon = spec.indexOf(':');
  if (colon < 0 || colon === spec.length - 1) return spec;
  return `${spec.slice(0, colon + 1)}${resolve(workingDirectory, spec.slice(colon + 1))}`;
}
