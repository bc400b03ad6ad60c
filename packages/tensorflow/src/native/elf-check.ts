import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const HEADER_BYTES = 64;
const MAGIC = 0x7f454c46;
const SHARED_OBJECT = 3; // ET_DYN
const LOADED = 1; // PT_LOAD
const MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/**
 * What is wrong with a 64-bit ELF library, or undefined when nothing is.
 *
 * The dynamic loader maps a file that was cut short without complaint, and the process dies by SIGBUS at the first page
 * that is not there. So the file must reach to the end of its section table and of every segment to load.
 */
export function elfFault(file: string, arch: string = process.arch): string | undefined {
  if (!statSync(file).isFile()) return 'it is no file'; // opening a named pipe would wait for ever
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const header = readBytes(descriptor, 0, HEADER_BYTES);
    if (!header) return `it has ${size} bytes, fewer than a library's header`;
    if (header.readUInt32BE(0) !== MAGIC || header[4] !== 2 || header[5] !== 1)
      return 'it is no 64-bit ELF library';
    if (header.readUInt16LE(16) !== SHARED_OBJECT) return 'it is no shared library';
    const machine = header.readUInt16LE(18);
    if (MACHINES[arch] !== undefined && machine !== MACHINES[arch])
      return `it is built for ${machineName(machine)}, this is ${arch}`;
    const end = endOf(descriptor, header);
    return end === undefined || end > size ? `it is cut short: ${size} bytes of ${end ?? 'more'}` : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Where the last part of the file ends; undefined when not even the table of segments is there. */
function endOf(descriptor: number, header: Buffer): number | undefined {
  const sections = Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60);
  const [entryBytes, count] = [header.readUInt16LE(54), header.readUInt16LE(56)];
  const segments = readBytes(descriptor, Number(header.readBigUInt64LE(32)), entryBytes * count);
  if (!segments || entryBytes < 56) return undefined;
  const ends = Array.from({ length: count }, (_, index) => segments.subarray(index * entryBytes))
    .filter((entry) => entry.readUInt32LE(0) === LOADED)
    .map((entry) => Number(entry.readBigUInt64LE(8)) + Number(entry.readBigUInt64LE(32)));
  return Math.max(sections, ...ends);
}

function readBytes(descriptor: number, position: number, length: number): Buffer | undefined {
  if (position + length > fstatSync(descriptor).size) return undefined;
  const bytes = Buffer.alloc(length);
  return readSync(descriptor, bytes, 0, length, position) === length ? bytes : undefined;
}

function machineName(machine: number): string {
  return Object.keys(MACHINES).find((arch) => MACHINES[arch] === machine) ?? `machine ${machine}`;
}
