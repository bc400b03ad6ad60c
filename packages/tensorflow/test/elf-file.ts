/** What a made-up library is like. */
export interface ElfOptions {
  /** `e_machine`. @defaultValue 62: x86-64 */
  readonly machine?: number;
  /** `e_type`. @defaultValue 3: a shared object */
  readonly type?: number;
  /** Whether it has a section table, as all have that were not stripped of it. @defaultValue true */
  readonly sections?: boolean;
}

/** A 64-bit ELF file with one segment of 4096 bytes and, at its end, a table of two sections. */
export function elfFile(options: ElfOptions = {}): Buffer {
  const { machine = 62, type = 3, sections = true } = options;
  const [header, entry, body, section] = [64, 56, 4096, 64];
  const file = Buffer.alloc(header + entry + body + (sections ? 2 * section : 0));
  file.writeUInt32BE(0x7f454c46, 0);
  file.set([2, 1, 1], 4);
  file.writeUInt16LE(type, 16);
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(BigInt(header), 32);
  if (sections) file.writeBigUInt64LE(BigInt(header + entry + body), 40);
  file.writeUInt16LE(entry, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt16LE(section, 58);
  file.writeUInt16LE(sections ? 2 : 0, 60);
  file.writeUInt32LE(1, header); // PT_LOAD
  file.writeBigUInt64LE(BigInt(header + entry), header + 8);
  file.writeBigUInt64LE(BigInt(body), header + 32);
  return file;
}
