import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { DataError } from '../../src/data-error.ts';
import { decodeImage } from '../../src/images/decode-image.ts';
import { HOSTILE_CASES } from './cases.mjs';
import { LOADERS, withoutFolder } from './loaders.ts';

/** What a file of the corpus is, and what it must give. */
interface Entry {
  readonly file: string;
  readonly loader: string;
  readonly what: string;
  /** The error: its message or the beginning of it, with `{file}` for the path, and where it says the fault is. */
  readonly refused?: {
    readonly message: string;
    readonly in?: string;
    readonly offset?: number;
    readonly row?: number;
  };
  /** What comes out where the file does no harm, and why that is right. */
  readonly accepted?: { readonly result: string; readonly because: string };
}

const FILES = join(import.meta.dirname, 'files');
const INDEX: readonly Entry[] = JSON.parse(readFileSync(join(import.meta.dirname, 'index.json'), 'utf8'));
/** A file that is read in more than this hangs. */
const MOST_MS = 1000;
/** What all files together, of 1 MB, may add to the memory that the process has taken at most. */
const MOST_BYTES = 192 * 2 ** 20;

const snapshot = (): string =>
  JSON.stringify(
    [Object.prototype, Array.prototype, Map.prototype, Uint8Array.prototype].map((prototype) =>
      Reflect.ownKeys(prototype).map(String),
    ),
  );

async function outcome({ file, loader }: Entry): Promise<object> {
  const path = join(FILES, file);
  try {
    const result = await LOADERS.get(loader)?.(path);
    return { result };
  } catch (error) {
    if (!(error instanceof DataError)) return { untyped: String(error) };
    const { offset, row } = error;
    const at = withoutFolder(error.file, path);
    return {
      message: withoutFolder(error.message, path),
      ...(at === '{file}' ? {} : { in: at }),
      ...(offset === undefined ? {} : { offset }),
      ...(row === undefined ? {} : { row }),
    };
  }
}

/** What must come out, with as much of a message as the index has. */
function expected({ refused, accepted }: Entry, found: object): object {
  if (accepted !== undefined) return { result: accepted.result };
  const { message = '', ...place } = refused ?? {};
  const whole = 'message' in found && typeof found.message === 'string' ? found.message : '';
  return { message: message !== '' && whole.startsWith(message) ? whole : message, ...place };
}

beforeAll(async () => {
  // The decoder's library is loaded once.
  await decodeImage({ bytes: readFileSync(join(FILES, 'image/png-tail.png')), name: 'first' });
});

test('the files are those that the script makes, and the index has all of them', () => {
  const made = HOSTILE_CASES.map(([file, loader, what]) => ({ file, loader, what }));
  expect(INDEX.map(({ file, loader, what }) => ({ file, loader, what }))).toEqual(made);
  const files = [...new Set(HOSTILE_CASES.map(([file]) => file))].sort();
  const found = readdirSync(FILES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(FILES.length + 1)
        .replaceAll(sep, '/'),
    );
  expect(found.sort()).toEqual(files);
  expect(files.length).toBeGreaterThan(100);
  for (const [file, , , bytes, packed] of HOSTILE_CASES) {
    // What zlib packs differs from version to version.
    if (packed === undefined) expect(readFileSync(join(FILES, file)).equals(bytes), file).toBe(true);
  }
});

test(`${INDEX.length} hostile files: each is refused with its error, or read for a reason, in time and memory`, async () => {
  const prototypes = snapshot();
  const memoryBefore = process.resourceUsage().maxRSS;
  const slow: string[] = [];
  const found: object[] = [];
  for (const entry of INDEX) {
    const start = performance.now();
    found.push(await outcome(entry));
    const milliseconds = performance.now() - start;
    if (milliseconds > MOST_MS) slow.push(`${entry.file}: ${milliseconds} ms`);
  }
  const grown = (process.resourceUsage().maxRSS - memoryBefore) * 1024;
  expect(found).toEqual(INDEX.map((entry, index) => expected(entry, found[index] ?? {})));
  expect(slow).toEqual([]);
  expect(grown).toBeLessThan(MOST_BYTES);
  expect(snapshot()).toBe(prototypes);
  expect(Reflect.get({}, 'polluted')).toBe(undefined);
});

test('every file is there for a reason that the index gives', () => {
  for (const { file, loader, refused, accepted } of INDEX) {
    expect(LOADERS.has(loader), file).toBe(true);
    const words = refused?.message ?? accepted?.because ?? '';
    expect(words.length, file).toBeGreaterThan(15);
  }
});
