import { DataError } from '../data-error.ts';
import { LIMITS } from '../limits.ts';
import { readPackedTar } from '../shards/packed-tar.ts';
import { matNumbers } from '../tables/mat-cursor.ts';
import { readMatFile } from '../tables/mat-file.ts';
import type { MatArray } from '../tables/mat-file.ts';

const META = 'ILSVRC2012_devkit_t12/data/meta.mat';
const TRUTH = 'ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt';

/**
 * Reads the classes of ImageNet's validation images out of its development kit.
 *
 * @param file - `ILSVRC2012_devkit_t12.tar.gz`.
 * @param signal - Stops the reading.
 * @returns The WordNet identifier of each validation image, in the order of the images' names.
 * @throws {@link DataError} when the archive is not as it should be.
 */
export async function devkitClasses(
  file: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const { members } = await readPackedTar({
    file,
    wanted: (name) => name === META || name === TRUTH,
    maxBytes: LIMITS.textFile,
    signal,
  });
  const meta = members.get(META);
  const truth = members.get(TRUTH);
  if (meta === undefined || truth === undefined) {
    throw new DataError(
      `${file} has no member ${meta === undefined ? META : TRUTH}; get the archive again from its publisher.`,
      { file },
    );
  }
  const classes = await classIdentifiers(meta, `${file}:${META}`);
  const lines = Buffer.from(truth).toString('latin1').trimEnd().split(/\r?\n/);
  return lines.map((line, row) => {
    const identifier = /^\d{1,5}$/.test(line) ? classes.get(Number(line)) : undefined;
    if (identifier !== undefined) return identifier;
    throw new DataError(
      `${file}:${TRUTH}: line ${row} is ${JSON.stringify(line.slice(0, 40))}, where the number of one of ${classes.size} classes was expected; get the archive again from its publisher.`,
      { file, row },
    );
  });
}

/** The table of synsets; those with children are no classes. */
async function classIdentifiers(bytes: Uint8Array, file: string): Promise<ReadonlyMap<number, string>> {
  const arrays = await readMatFile({ bytes, file, wanted: ['synsets'] });
  const classes = new Map<number, string>();
  for (const [row, record] of (arrays.get('synsets')?.records ?? []).entries()) {
    const number = numbersOf(record.get('ILSVRC2012_ID'))[0];
    const children = numbersOf(record.get('num_children'))[0];
    const identifier = String.fromCharCode(...numbersOf(record.get('WNID')));
    if (
      number === undefined ||
      children === undefined ||
      !/^n\d{8}$/.test(identifier) ||
      classes.has(number)
    ) {
      throw new DataError(
        `${file}: synset ${row} has no number, number of children or WordNet identifier of its own; get the archive again from its publisher.`,
        { file, row },
      );
    }
    if (children === 0) classes.set(number, identifier);
  }
  return classes;
}

function numbersOf(array: MatArray | undefined): number[] {
  const content = array?.content;
  return content === undefined || content.bytes.length > 64 ? [] : (matNumbers(content) ?? []);
}
