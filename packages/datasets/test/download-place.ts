import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Checksum } from '../src/checksum.ts';
import type { DownloadFileOptions } from '../src/download/download-file.ts';
import { faultServer } from './fault-server.ts';
import type { Fault, FaultServer } from './fault-server.ts';
import { checksum } from './idx-fixture.ts';

/** The file that the servers of {@link place} have. */
export const BYTES: Uint8Array<ArrayBuffer> = Uint8Array.from(
  { length: 50_000 },
  (_, index) => (index * 7919) >> 3,
);
/** What it must be. */
export const EXPECTED: Checksum = checksum(BYTES);

/** Where a test downloads. */
export interface Place {
  readonly server: FaultServer;
  readonly folder: string;
  readonly options: DownloadFileOptions;
}

/** A server with a script, an empty folder, and options of little patience. */
export async function place(...script: Fault[]): Promise<Place> {
  const server = await faultServer({ bytes: BYTES, script: () => script });
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-download-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const options = {
    ...{
      file: join(folder, 'file'),
      urls: [`${server.base}file`],
      expected: EXPECTED,
      remedy: 'check the network',
    },
    ...{ backoffMs: 1, silenceMs: 2000, environment: {} },
  };
  return { server, folder, options };
}

/** Whether a file is the whole of it. */
export const contentOf = async (file: string): Promise<boolean> =>
  Buffer.compare(await readFile(file), BYTES) === 0;
