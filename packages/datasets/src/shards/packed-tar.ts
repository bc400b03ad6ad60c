import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Header } from 'tar-stream';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { isGzip, unpackedAtMost } from '../gzip-bytes.ts';
import { LIMITS } from '../limits.ts';
import { memberName } from './member-name.ts';

/** Options of {@link readPackedTar}. */
export interface ReadPackedTarOptions {
  /** Path of the archive, packed by gzip or not packed. */
  readonly file: string;
  /** Says of a member's name whether its content is wanted. */
  readonly wanted: (name: string) => boolean;
  /** Most bytes that all wanted members may have together. */
  readonly maxBytes: number;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link readPackedTar} found. */
export interface PackedTar {
  /** The wanted members by their name, in the archive's order. */
  readonly members: ReadonlyMap<string, Uint8Array>;
  /** MD5 of the archive, in hexadecimal. */
  readonly md5: string;
  /** SHA-256 of the archive, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Streams an archive for its wanted members, into memory. Nothing is extracted, and links are refused.
 *
 * @param options - The archive and what is wanted of it.
 * @returns The members and the archive's digests.
 * @throws {@link DataError} when it is no intact archive, has a link, a hostile or a repeated name, or more than was allowed.
 */
export async function readPackedTar(options: ReadPackedTarOptions): Promise<PackedTar> {
  const { file, signal } = options;
  signal?.throwIfAborted();
  const digests = { md5: createHash('md5'), sha256: createHash('sha256') };
  const collector = new MemberCollector(options);
  const { extract } = await import('tar-stream');
  const archive = extract();
  archive.on('entry', (header, stream, next) => {
    // Of a member that nobody reads any more, the archive's error is enough.
    stream.on('error', () => {});
    collector.take(header, stream as AsyncIterable<Uint8Array>).then(() => next(), next);
  });
  try {
    const packed = await packedSize(file);
    const source = createReadStream(file, { flags: 'r', highWaterMark: 2 ** 18 });
    const hashed = new Transform({
      transform(chunk: Buffer, _, done) {
        digests.md5.update(chunk);
        digests.sha256.update(chunk);
        done(null, chunk);
      },
    });
    const through = packed === undefined ? [hashed] : [hashed, createGunzip(), bounded(file, packed)];
    await pipeline([source, ...through, archive], signal === undefined ? {} : { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(cause, file, 'an intact tar archive');
  }
  return { members: collector.members, md5: digests.md5.digest('hex'), sha256: digests.sha256.digest('hex') };
}

/** Size of a file that is packed; undefined where it is not. */
async function packedSize(file: string): Promise<number | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const status = await handle.stat();
    if (!status.isFile())
      throw new DataError(`${file} is no file, where a tar archive was expected; correct the path.`, {
        file,
      });
    const start = new Uint8Array(2);
    await handle.read(start, 0, 2, 0);
    return isGzip(start) ? status.size : undefined;
  } finally {
    await handle.close();
  }
}

/** Members that nobody wants must not cost hours either. */
function bounded(file: string, packed: number): Transform {
  const most = Math.min(2 * LIMITS.unpackedImages, unpackedAtMost(packed));
  let count = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      count += chunk.length;
      if (count <= most) return done(null, chunk);
      return done(
        new DataError(
          `${file} unpacks to more than the ${most} bytes allowed; get the file again from its publisher.`,
          {
            file,
          },
        ),
      );
    },
  });
}

class MemberCollector {
  readonly members = new Map<string, Uint8Array>();
  readonly #options: ReadPackedTarOptions;
  #left: number;
  #count = 0;

  constructor(options: ReadPackedTarOptions) {
    this.#options = options;
    this.#left = options.maxBytes;
  }

  async take(header: Header, stream: AsyncIterable<Uint8Array>): Promise<void> {
    const { file, wanted } = this.#options;
    const name = memberName({ file, name: header.name });
    const { type, size } = header;
    this.#count += 1;
    if (this.#count > LIMITS.tarMembers) throw this.#fault(`has more than ${LIMITS.tarMembers} members`);
    if (type === 'directory') return await skip(stream);
    if (type !== 'file' && type !== 'contiguous-file')
      throw this.#fault(
        `has a member ${JSON.stringify(name)} that is ${type === null ? 'of no known kind' : `a ${type}`}, where files alone were expected`,
      );
    if (!wanted(name)) return await skip(stream);
    if (this.members.has(name)) throw this.#fault(`has the member ${JSON.stringify(name)} twice`);
    if (size > this.#left)
      throw this.#fault(`has wanted members of more than the ${this.#options.maxBytes} bytes allowed`);
    this.#left -= size;
    // The size is only announced: memory is made for what comes.
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bytes.length !== size)
      throw this.#fault(`has ${bytes.length} of the ${size} bytes of ${JSON.stringify(name)}`);
    this.members.set(name, bytes);
  }

  #fault(what: string): DataError {
    const { file } = this.#options;
    return new DataError(`${file} ${what}; get the archive again from its publisher.`, { file });
  }
}

async function skip(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of stream);
}
