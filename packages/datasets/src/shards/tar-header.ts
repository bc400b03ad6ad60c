import { DataError } from '../data-error.ts';

/** Size of a tar archive's blocks. */
export const BLOCK = 512;

/** What a header of a tar archive says. */
export interface TarHeader {
  /** Name, as the header alone has it. */
  readonly name: string;
  /** Bytes of the content. */
  readonly size: number;
  /** Kind of the member: `0` for a file, `5` for a folder, `L` and `x` for what says more of the next member. */
  readonly type: string;
}

/**
 * Reads a header of a tar archive (ustar, as GNU and POSIX write it).
 *
 * @param block - 512 bytes.
 * @param file - Path of the archive.
 * @param offset - Where in it the block is.
 * @returns What it says; undefined for a block of zeros, which ends the archive.
 * @throws {@link DataError} when its checksum is wrong or a number is none.
 */
export function tarHeader(block: Uint8Array, file: string, offset: number): TarHeader | undefined {
  const fault = (what: string): DataError =>
    new DataError(
      `${file} is damaged or no tar archive: the header at byte ${offset} ${what}; get the archive again from its publisher.`,
      { file, offset },
    );
  if (block.length < BLOCK) throw fault(`has ${block.length} of its ${BLOCK} bytes`);
  let sum = 0;
  for (const [index, byte] of block.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  if (sum === 8 * 32 && block.every((byte) => byte === 0)) return undefined;
  if (octal(block, 148, 8) !== sum) throw fault('has a wrong checksum');
  const size = block[124] === 0x80 ? binary(block) : octal(block, 124, 12);
  if (size === undefined) throw fault('has a size that is no number');
  const name = text(block, 0, 100);
  // In GNU's older format, whose magic ends with a blank, the prefix's place is used for times.
  const prefix = text(block, 257, 6) === 'ustar' ? text(block, 345, 155) : '';
  const type = String.fromCharCode(block[156] ?? 0);
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, type: type === '\0' ? '0' : type };
}

function text(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(end === -1 ? field : field.subarray(0, end));
}

function octal(block: Uint8Array, start: number, length: number): number | undefined {
  const digits = text(block, start, length).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** GNU writes sizes of 8 GiB and more as bytes. */
function binary(block: Uint8Array): number | undefined {
  let size = 0;
  for (const byte of block.subarray(125, 136)) size = size * 256 + byte;
  return Number.isSafeInteger(size) ? size : undefined;
}
