import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { SafeTensorType } from '../src/index.ts';

/** A file that Python's package has written, and what from. */
export interface WrittenFile {
  readonly name: string;
  readonly tensors: readonly (readonly [string, SafeTensorType, readonly number[]])[];
  readonly metadata: { readonly [key: string]: string } | null;
  readonly file: string;
}

/** A wrong or odd file, and why Python's package refuses it, or null. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly refused: string | null;
}

interface Widened {
  readonly bits: readonly number[];
  readonly float32: readonly number[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8'));

/** What Python has written and widened (tools/golden/safetensors_files.py). */
export function goldenFiles(): {
  files: readonly WrittenFile[];
  widened: Readonly<Record<'F16' | 'BF16', Widened>>;
} {
  return read('written.json') as ReturnType<typeof goldenFiles>;
}

/** The wrong and odd files (tools/golden/safetensors_cases.py). */
export function hostileFiles(): readonly HostileFile[] {
  const { files } = read('hostile.json') as {
    files: readonly { name: string; gzip: string; refused: string | null }[];
  };
  return files.map(({ name, gzip, refused }) => ({
    name,
    refused,
    bytes: new Uint8Array(gunzipSync(Buffer.from(gzip, 'base64'))),
  }));
}
