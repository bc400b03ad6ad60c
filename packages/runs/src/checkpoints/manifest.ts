import type { CheckpointKind } from '@skipjack/recipes';

/** Name of the file that is written last, without which a folder is no checkpoint. */
export const MANIFEST = 'MANIFEST.json';

/** Files of a checkpoint, in the order in which they are written. */
export const STATE_FILES = ['weights.safetensors', 'optimizer.safetensors', 'state.json'] as const;

/** Most bytes of a manifest. */
export const MAX_MANIFEST_BYTES = 4096;

/** One file of a checkpoint. */
export interface ManifestFile {
  /** Name in the folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** What is certified of a checkpoint. */
export interface Manifest {
  /** Whether it is a last or a best one. */
  readonly kind: CheckpointKind;
  /** Steps done. */
  readonly step: number;
  /** Its files, in the order of {@link STATE_FILES}. */
  readonly files: readonly ManifestFile[];
}

/** The one text that stands for a manifest. */
export function manifestText({ kind, step, files }: Manifest): string {
  const record = {
    format: 'skipjack-checkpoint',
    version: 1,
    kind,
    step,
    files: files.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  };
  return `${JSON.stringify(record)}\n`;
}

const START = /^\{"format":"skipjack-checkpoint","version":(\d{1,9}),/;
const REST = /^"kind":"(last|best)","step":(0|[1-9]\d{0,15}),"files":\[(.*)\]\}\n$/;
const FILE = /^\{"name":"([^"]*)","size":(0|[1-9]\d{0,15}),"sha256":"([\da-f]{64})"\}$/;

/**
 * Reads a manifest, in the one form in which it is written: any other text is damaged.
 *
 * @param bytes - The file.
 * @throws Error with a clause that says what is wrong.
 */
export function readManifest(bytes: Uint8Array): Manifest {
  const text = Buffer.from(bytes).toString('latin1');
  const [start = '', version = '1'] = START.exec(text) ?? [];
  if (version !== '1') throw new Error(`it is of version ${version} of the format, not 1`);
  const [, kind, step, list] = REST.exec(text.slice(start.length)) ?? [];
  if (list === undefined || start === '') throw new Error(`${MANIFEST} is damaged`);
  const files = list.split(/(?<=\}),/).map((entry, index): ManifestFile => {
    const [, name, size, sha256] = FILE.exec(entry) ?? [];
    if (name === undefined || name !== STATE_FILES[index] || sha256 === undefined)
      throw new Error(`${MANIFEST} is damaged`);
    return { name, size: Number(size), sha256 };
  });
  if (files.length !== STATE_FILES.length || !files.every(({ size }) => Number.isSafeInteger(size)))
    throw new Error(`${MANIFEST} is damaged`);
  return { kind: kind === 'best' ? 'best' : 'last', step: Number(step), files };
}
