import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Checksum } from '../src/checksum.ts';
import type { PublishedFile, PublishedFiles } from '../src/published-files.ts';

/** Writes the IDX format: magic number, dimensions, elements. */
export function idxBytes(shape: readonly number[], data: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

/** A data set as small as can be, in the layout of MNIST's four files. */
export interface Fixture {
  readonly files: PublishedFiles;
  readonly raw: ReadonlyMap<string, Uint8Array>;
  readonly packed: ReadonlyMap<string, Uint8Array>;
}

const count = (length: number): number[] => Array.from({ length }, (_, index) => index % 10);

/** Four images of 2 x 3 to train on and two to test, with their checksums; `replace` puts other bytes in a file. */
export function fixture(replace: Readonly<Record<string, Uint8Array>> = {}): Fixture {
  const raw = new Map<string, Uint8Array>();
  const packed = new Map<string, Uint8Array>();
  const publish = (name: string, bytes: Uint8Array): PublishedFile => {
    const content = replace[name] ?? bytes;
    const gzip = gzipSync(content);
    raw.set(name, content);
    packed.set(`${name}.gz`, gzip);
    return { name, raw: checksum(content), gzip: checksum(gzip) };
  };
  const files = {
    trainImages: publish('train-images-idx3-ubyte', idxBytes([4, 2, 3], count(24))),
    trainLabels: publish('train-labels-idx1-ubyte', idxBytes([4], [3, 1, 9, 0])),
    testImages: publish('t10k-images-idx3-ubyte', idxBytes([2, 2, 3], count(12))),
    testLabels: publish('t10k-labels-idx1-ubyte', idxBytes([2], [7, 2])),
  };
  return { files, raw, packed };
}

/** Size and sums of some bytes. */
export function checksum(bytes: Uint8Array): Checksum {
  const sum = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return { bytes: bytes.length, md5: sum('md5'), sha256: sum('sha256') };
}

/** Writes files into a new folder under the system's temporary one. */
export async function folderWith(files: Iterable<readonly [string, Uint8Array]>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-datasets-'));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  return folder;
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => {
      throw new Error('The promise was fulfilled, and its rejection is what the test is about.');
    },
    (error: unknown) => error,
  );
}
