import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 64;
const MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/**
 * What is wrong with a 64-bit ELF library, or undefined when nothing is.
 *
 * The dynamic loader maps a file that was cut short without complaint, and the process dies by SIGBUS at the first page
 * that is not there. The section table is the file's last part, so its end tells whether all of it is there.
 */
export function elfFault(file: string, arch: string = process.arch): string | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(descriptor, header, 0, HEADER_BYTES, 0) < HEADER_BYTES)
      return `it has ${size} bytes, fewer than a header`;
    if (header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2) return 'it is no 64-bit ELF library';
    const machine = header.readUInt16LE(18);
    if (MACHINES[arch] !== undefined && machine !== MACHINES[arch])
      return `it is built for machine ${machine}, this is ${arch}`;
    const sections = Number(header.readBigUInt64LE(40));
    const end = sections + header.readUInt16LE(58) * header.readUInt16LE(60);
    return end > size ? `it is cut short: ${size} bytes of ${end}` : undefined;
  } finally {
    closeSync(descriptor);
  }
}
