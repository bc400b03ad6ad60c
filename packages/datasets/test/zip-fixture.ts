import { deflateRawSync } from 'node:zlib';
import { crc32 as checksum } from '@node-rs/crc32';

/** A member of a zip archive, and what is to be wrong with it. */
export interface ZipFault {
  /** Upper half of the external attributes: 0o120777 is a link. */
  readonly mode?: number;
  /** Name in the header before the content. */
  readonly localName?: string;
  /** Sum to write in place of the right one. */
  readonly crc?: number;
}

/** Writes a zip archive of deflated members. */
export function zipBytes(members: readonly (readonly [string, Uint8Array, ZipFault?])[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content, fault = {}] of members) {
    const packed = deflateRawSync(content);
    const sum = fault.crc ?? checksum(content);
    const localName = Buffer.from(fault.localName ?? name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x0403_4b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(sum, 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(content.length, 22);
    header.writeUInt16LE(localName.length, 26);
    locals.push(header, localName, packed);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x0201_4b50, 0);
    entry.writeUInt16LE(0x0314, 4);
    entry.writeUInt16LE(20, 6);
    header.copy(entry, 10, 8, 28);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(((fault.mode ?? 0o100644) << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, Buffer.from(name));
    offset += header.length + localName.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
