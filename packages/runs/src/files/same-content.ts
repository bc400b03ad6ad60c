import type { FileSystem, OpenFile } from './file-system.ts';
import { pieces } from './pieces.ts';
import { readFully, withFile } from './read-file.ts';

const BLOCK = 1 << 21;

/** Bytes in chunks. */
export interface Content {
  /** How many. */
  readonly byteLength: number;
  /** The bytes, which can be asked for more than once. */
  chunks(): Iterable<Uint8Array>;
}

/** The blocks of a file, each read while the one before it is looked at; a block is good until the next is asked for. */
async function* blocks(file: OpenFile, size: number): AsyncGenerator<Uint8Array> {
  // One byte more than there should be: a longer file is noticed.
  const length = Math.min(BLOCK, size + 1);
  const buffers = [new Uint8Array(length), new Uint8Array(length)] as const;
  const read = async (turn: number): Promise<Uint8Array> => {
    const buffer = buffers[turn % 2 === 0 ? 0 : 1];
    return buffer.subarray(0, await readFully(file, buffer));
  };
  let next = read(0);
  for (let turn = 1; ; turn += 1) {
    const block = await next;
    if (block.length === 0) return;
    next = read(turn);
    // Where nobody asks on, nobody listens.
    next.catch(() => undefined);
    yield block;
  }
}

/**
 * Reads a file back and tells whether it holds these very bytes.
 *
 * @param fs - The disk.
 * @param path - The file.
 * @param content - What it should hold, and its size.
 */
export async function hasContent(fs: FileSystem, path: string, content: Content): Promise<boolean> {
  return withFile(fs, path, async (file) => {
    const expected = pieces(content.chunks(), BLOCK);
    let piece: Uint8Array = new Uint8Array(0);
    for await (const block of blocks(file, content.byteLength)) {
      for (let at = 0; at < block.length;) {
        if (piece.length === 0) {
          const { value } = expected.next();
          if (value === undefined) return false;
          piece = value;
        }
        const length = Math.min(piece.length, block.length - at);
        if (Buffer.compare(piece.subarray(0, length), block.subarray(at, at + length)) !== 0) return false;
        piece = piece.subarray(length);
        at += length;
      }
    }
    return piece.length === 0 && expected.next().done === true;
  });
}
