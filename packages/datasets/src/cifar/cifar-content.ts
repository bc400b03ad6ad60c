import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataError } from '../data-error.ts';
import { downloadPublished } from '../download/download-published.ts';
import type { DownloadProgress } from '../download/download-published.ts';
import { readFileWithin } from '../file-bytes.ts';
import type { LoadedFile } from '../image-split.ts';
import { LIMITS } from '../limits.ts';
import { readPackedTar } from '../shards/packed-tar.ts';
import type { CifarFile, CifarForm, CifarLayout } from './cifar-layout.ts';

/** Options of {@link readCifarContent}. */
export interface ReadCifarContentOptions {
  /** How the data set is published. */
  readonly layout: CifarLayout;
  /** A folder with the files, with the folder of the archive or with the archive; or the archive itself. */
  readonly root: string;
  /** Whether the files must be the published ones, by their sums. */
  readonly official: boolean;
  /** Whether the archive may be fetched where none of them is there. */
  readonly download?: boolean | undefined;
  /** Told how far the download has come. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** The files of a form, read. */
export interface CifarContent {
  /** The form in which they were found. */
  readonly form: CifarForm;
  /** Files of training samples. */
  readonly train: readonly LoadedFile[];
  /** Files of test samples. */
  readonly test: readonly LoadedFile[];
}

/**
 * Finds and reads the files of CIFAR.
 *
 * @param options - Where they are.
 * @returns The files and their form.
 * @throws {@link DataError} when they are not there or not the published ones.
 */
export async function readCifarContent(options: ReadCifarContentOptions): Promise<CifarContent> {
  const { layout, root } = options;
  if (kindOf(root) === 'file') return await readArchive(root, options);
  for (const form of layout.forms) {
    for (const folder of [root, join(root, form.folder)]) {
      if (kindOf(join(folder, form.train[0]?.name ?? '')) !== undefined)
        return await readFolder(folder, form, options);
    }
  }
  for (const { archive } of layout.forms) {
    if (kindOf(join(root, archive)) !== undefined) return await readArchive(join(root, archive), options);
  }
  if (options.download === true) {
    const { onProgress, signal } = options;
    await downloadPublished({ set: layout.name, root, onProgress, signal });
    return await readCifarContent({ ...options, download: false });
  }
  const first = layout.forms.map(({ train }) => train[0]?.name).join(' nor ');
  throw new DataError(
    `${root} has neither ${first} nor an archive ${layout.forms.map(({ archive }) => archive).join(' or ')} of the data set ${layout.name}; allow the download (\`download: true\`), or give \`root\`, the archive or a folder with it or its files.`,
    { file: root },
  );
}

function kindOf(path: string): 'file' | 'other' | undefined {
  try {
    return lstatSync(path).isFile() ? 'file' : 'other';
  } catch {
    return undefined;
  }
}

async function readFolder(
  folder: string,
  form: CifarForm,
  options: ReadCifarContentOptions,
): Promise<CifarContent> {
  const read = async (published: CifarFile): Promise<LoadedFile> => {
    const file = join(folder, published.name);
    const bytes = await readFileWithin({
      file,
      maxBytes: LIMITS.unpackedMember,
      expected: `a file of the data set ${options.layout.name}`,
      signal: options.signal,
    });
    return verified({ file, bytes }, published, options);
  };
  const train: LoadedFile[] = [];
  for (const published of form.train) train.push(await read(published));
  const test: LoadedFile[] = [];
  for (const published of form.test) test.push(await read(published));
  return { form, train, test };
}

async function readArchive(file: string, options: ReadCifarContentOptions): Promise<CifarContent> {
  const { layout, official, signal } = options;
  const names = new Set(
    layout.forms.flatMap(({ folder, train, test }) =>
      [...train, ...test].map(({ name }) => `${folder}/${name}`),
    ),
  );
  const { members, md5, sha256 } = await readPackedTar({
    file,
    wanted: (name) => names.has(name),
    maxBytes: LIMITS.unpackedMember,
    signal,
  });
  const form = layout.forms.find(({ folder, train }) => members.has(`${folder}/${train[0]?.name}`));
  if (form === undefined) {
    throw new DataError(
      `${file} has none of the files of the data set ${layout.name}, such as ${[...names][0]}; give ${layout.forms.map(({ archive }) => archive).join(' or ')}.`,
      { file },
    );
  }
  if (official) {
    for (const [kind, found, expected] of [
      ['md5', md5, form.md5],
      ['sha256', sha256, form.sha256],
    ] as const) {
      if (expected !== undefined && found !== expected) throw notPublished(file, kind, found, expected);
    }
  }
  const member = (published: CifarFile): LoadedFile => {
    const name = `${form.folder}/${published.name}`;
    const bytes = members.get(name);
    if (bytes !== undefined) return verified({ file: `${file}:${name}`, bytes }, published, options);
    throw new DataError(`${file} has no member ${name}; get ${form.archive} again from its publisher.`, {
      file,
    });
  };
  return { form, train: form.train.map(member), test: form.test.map(member) };
}

function verified(
  loaded: LoadedFile,
  published: CifarFile,
  { official }: ReadCifarContentOptions,
): LoadedFile {
  if (!official) return loaded;
  const md5 = createHash('md5').update(loaded.bytes).digest('hex');
  if (md5 !== published.md5) throw notPublished(loaded.file, 'md5', md5, published.md5);
  return loaded;
}

function notPublished(file: string, kind: string, found: string, expected: string): DataError {
  return new DataError(
    `${file} is not the published file: its ${kind} sum is ${found}, where ${expected} was expected; get ${basename(file)} again from its publisher, or say \`official: false\` for files of your own in this format.`,
    { file },
  );
}
