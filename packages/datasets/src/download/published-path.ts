import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { downloadPublished, exists, wantedFiles } from './download-published.ts';
import type { DownloadPublishedOptions } from './download-published.ts';
import { fileFault } from './expected-file.ts';
import { publishedSet } from './published-names.ts';

/** Options of {@link publishedPath}. */
export interface PublishedPathOptions extends Omit<DownloadPublishedOptions, 'files' | 'isThere'> {
  /** Name of the file, as its publisher has it. */
  readonly file: string;
  /**
   * Whether the file may be fetched where it is missing.
   * @defaultValue false
   */
  readonly download?: boolean | undefined;
}

/**
 * Finds a file of a published data set, fetches it where it is missing and that is allowed, and verifies it.
 *
 * @param options - The file.
 * @returns Path of the file, which has the published size and sums.
 * @throws {@link DataError} when it is missing, damaged or cannot be fetched. A damaged file is not replaced.
 */
export async function publishedPath(options: PublishedPathOptions): Promise<string> {
  const set = typeof options.set === 'string' ? publishedSet(options.set) : options.set;
  const { root = cacheFolder({ name: set.name }), file: name, signal } = options;
  const [expected] = wantedFiles(set, [name]);
  const file = join(root, name);
  if (!exists(file)) {
    if (options.download === true) {
      await downloadPublished({ ...options, set, root, files: [name] });
      return file; // verified on its way
    }
    throw new DataError(
      `${root} has no ${name} of the data set ${set.name}; allow the download (\`download: true\`), or give \`root\`, a folder with it.`,
      { file },
    );
  }
  let fault: string | undefined;
  try {
    fault = expected === undefined ? undefined : await fileFault({ file, expected, signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(cause, file, `a file of the data set ${set.name}`);
  }
  if (fault === undefined) return file;
  throw new DataError(
    `${file} is not the published file: ${fault}; delete the file, and \`download: true\` gets it again.`,
    { file },
  );
}
