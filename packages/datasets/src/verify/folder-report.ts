/**
 * What can be found of a file or a folder.
 *
 * Damage: `empty` (0 bytes), `truncated`, `damaged`, `no-image` (its first bytes are those of no image format), `unsupported` (a format that
 * is not decoded), `oversized` (more pixels or bytes than are allowed), `unreadable` (the system gives an error), `mislabelled` (the same file
 * in two classes), `link`, `bad-name`, `empty-class`, `no-class`.
 * Notes: `wrong-extension` (its name says another format), `duplicate` (the same file twice in a class), `in-two-splits` (the same file in
 * two of train, val and test), `other-file` (passed over by its extension).
 */
export type FindingKind =
  | 'empty'
  | 'truncated'
  | 'damaged'
  | 'no-image'
  | 'unsupported'
  | 'oversized'
  | 'unreadable'
  | 'mislabelled'
  | 'link'
  | 'bad-name'
  | 'empty-class'
  | 'no-class'
  | 'wrong-extension'
  | 'duplicate'
  | 'in-two-splits'
  | 'other-file';

/** Kinds of findings that hinder no training. */
export const NOTES: readonly FindingKind[] = ['wrong-extension', 'duplicate', 'in-two-splits', 'other-file'];

/** One finding. */
export interface Finding {
  /** What it is. */
  readonly kind: FindingKind;
  /** `damage` should be mended before a training; a `note` need not be. */
  readonly severity: 'damage' | 'note';
  /** Path of the file or folder. */
  readonly file: string;
  /** The other file, where there are two; null elsewhere. */
  readonly other: string | null;
  /** What was found, a clause without the path. */
  readonly problem: string;
}

/** What {@link verifyFolder} found. */
export interface FolderReport {
  /** The folder. */
  readonly root: string;
  /** Names of the sets of classes in it, such as train and val; one empty name where the classes lie in the folder itself. */
  readonly splits: readonly string[];
  /** Names of the classes, in code-unit order. */
  readonly classNames: readonly string[];
  /** Number of files that were looked at as images. */
  readonly images: number;
  /** Their size in bytes. */
  readonly bytes: number;
  /** How many findings there are of each kind; kinds without any are left out. */
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** Number of findings that are damage. */
  readonly damage: number;
  /** Everything that was found, in the order of the paths. */
  readonly findings: readonly Finding[];
}

/**
 * Writes a report for a person to read.
 *
 * @param report - What was found.
 * @param limit - Most findings of a kind that are listed.
 * @returns Lines, each with its line end.
 */
export function folderReportText(report: FolderReport, limit: number = Infinity): string {
  const { root, images, classNames, bytes, damage, findings, counts } = report;
  const megabytes = bytes / 1e6;
  const lines = [
    `${root}: ${images} images (${megabytes.toFixed(megabytes < 10 ? 2 : 0)} MB) in ${classNames.length} classes`,
  ];
  for (const kind of Object.keys(counts) as FindingKind[]) {
    const all = findings.filter((finding) => finding.kind === kind);
    lines.push('', `${kind}${NOTES.includes(kind) ? ' (a note)' : ''}: ${all.length}`);
    for (const { file, problem } of all.slice(0, limit)) lines.push(`  ${shown(file)}: ${problem}`);
    if (all.length > limit) lines.push(`  and ${all.length - limit} more`);
  }
  lines.push(
    '',
    damage === 0
      ? 'Nothing is damaged.'
      : `${damage} ${damage === 1 ? 'finding is' : 'findings are'} damage.`,
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** A hostile name must not write to a terminal. */
function shown(path: string): string {
  return /[\u0000-\u001f\u007f-\u009f\uFFFD]/.test(path) ? JSON.stringify(path) : path;
}
