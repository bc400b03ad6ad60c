import { DataError } from '../data-error.ts';
import type { TarMember } from './tar-index.ts';

/** The files of a shard that belong together. */
export interface ShardSample {
  /** What their names have in common. */
  readonly key: string;
  /** The files, each with what its name has after the first dot, in lower case. */
  readonly members: readonly (TarMember & { readonly extension: string })[];
}

/**
 * Joins neighbouring files of a shard by their names up to the first dot after the last slash, as WebDataset does. Files without a dot, and
 * hidden ones, are passed over.
 *
 * @param members - The files.
 * @param file - Path of the shard.
 * @returns The samples, in order.
 * @throws {@link DataError} when a sample has the same extension twice, or comes again after another one.
 */
export async function* groupSamples(
  members: AsyncIterable<TarMember>,
  file: string,
): AsyncGenerator<ShardSample, void, undefined> {
  const seen = new Set<string>();
  let key: string | undefined;
  let group: (TarMember & { readonly extension: string })[] = [];
  for await (const member of members) {
    const parts = /^((?:.*\/)?[^./]+)\.([^/]+)$/s.exec(member.name);
    const [, name, suffix] = parts ?? [];
    if (name === undefined || suffix === undefined) continue;
    if (name !== key) {
      if (key !== undefined) yield { key, members: group };
      if (seen.has(name))
        throw fault(
          file,
          member,
          `belongs to sample ${JSON.stringify(name)}, which ended before`,
          'put the files of a sample side by side',
        );
      seen.add(name);
      key = name;
      group = [];
    }
    const extension = suffix.toLowerCase();
    if (group.some((other) => other.extension === extension))
      throw fault(file, member, 'is there twice', 'give each sample a name of its own');
    group.push({ ...member, extension });
  }
  if (key !== undefined) yield { key, members: group };
}

function fault(file: string, { name, offset }: TarMember, what: string, remedy: string): DataError {
  return new DataError(`${file}: ${JSON.stringify(name)} at byte ${offset} ${what}; ${remedy}.`, {
    file,
    offset,
  });
}
