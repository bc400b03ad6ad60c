import { MAX_PIXELS } from '../images/decode-image.ts';
import { loadSharp } from '../images/sharp-loader.ts';
import { byCodeUnit } from '../folders/image-names.ts';
import type { Finding, FindingKind, FolderReport } from './folder-report.ts';
import { finding, walkFolder } from './folder-walk.ts';
import type { FolderWalk } from './folder-walk.ts';
import { checkImage } from './image-check.ts';
import type { ImageCheck } from './image-check.ts';

/** Options of {@link verifyFolder}. */
export interface VerifyFolderOptions {
  /** A folder with a folder of images for each class, or with folders such as train and val of such folders. */
  readonly root: string;
  /**
   * Most pixels that an image may claim.
   * @defaultValue 64e6
   */
  readonly maxPixels?: number | undefined;
  /**
   * How many images are read at once.
   * @defaultValue 4
   */
  readonly concurrency?: number | undefined;
  /**
   * Told of each image that has been looked at.
   * @defaultValue none
   */
  readonly onProgress?: ((progress: FolderProgress) => void) | undefined;
  /**
   * Stops the verification; the promise is then rejected with the signal's reason.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined;
}

/** How far the verification of a folder has come. */
export interface FolderProgress {
  /** Images looked at. */
  readonly done: number;
  /** Images that there are. */
  readonly total: number;
}

/**
 * Looks at every file of a folder of images before a training does: decodes each image, compares contents, and judges names. Nothing is
 * changed.
 *
 * @param options - The folder.
 * @returns Everything that was found.
 * @throws {@link DataError} when the folder itself cannot be read.
 * @throws RangeError when `concurrency` is no positive whole number.
 * @throws Error when the optional package sharp is not installed.
 */
export async function verifyFolder(options: VerifyFolderOptions): Promise<FolderReport> {
  const { root, maxPixels = MAX_PIXELS, concurrency = 4, onProgress, signal } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency must be a positive whole number; got ${concurrency}.`);
  }
  const walk = await walkFolder(root, signal);
  const total = walk.images.length;
  if (total > 0) await loadSharp();
  const checks: ImageCheck[] = Array.from({ length: total });
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < total) {
      const index = next;
      next += 1;
      signal?.throwIfAborted();
      checks[index] = await checkImage(walk.images[index]?.file ?? '', maxPixels, signal);
      done += 1;
      onProgress?.({ done, total });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, total) }, worker));
  const findings = [
    ...walk.findings,
    ...checks.flatMap((check) => check.findings),
    ...sameContents(walk, checks),
  ];
  findings.sort((a, b) => byCodeUnit(a.file, b.file));
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return {
    root,
    splits: walk.splits,
    classNames: walk.classNames,
    images: total,
    bytes: checks.reduce((sum, { bytes }) => sum + bytes, 0),
    counts,
    damage: findings.filter(({ severity }) => severity === 'damage').length,
    findings,
  };
}

/** Each file is compared with the first that has its content. */
function sameContents({ images, classNames, splits }: FolderWalk, checks: readonly ImageCheck[]): Finding[] {
  const first = new Map<string, number>();
  const findings: Finding[] = [];
  for (const [index, { digest }] of checks.entries()) {
    const image = images[index];
    if (digest === null || image === undefined) continue;
    const before = images[first.get(digest) ?? -1];
    if (before === undefined) {
      first.set(digest, index);
      continue;
    }
    const { file, label, split } = image;
    const same = `it is the same file as ${before.file}`;
    if (label !== before.label) {
      findings.push(
        finding(
          'mislabelled',
          file,
          `${same}, in the class ${JSON.stringify(classNames[before.label])}`,
          before.file,
        ),
      );
    } else if (split !== before.split) {
      findings.push(finding('in-two-splits', file, `${same}, in ${splits[before.split] ?? ''}`, before.file));
    } else findings.push(finding('duplicate', file, same, before.file));
  }
  return findings;
}
