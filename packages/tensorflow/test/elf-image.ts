/** Options of {@link elfImage}. */
export interface ElfImageOptions {
  readonly machine?: number;
  readonly bits?: 32 | 64;
  /** Where the only segment says that it ends. @defaultValue within the file */
  readonly segmentEnd?: number;
}

const HEADER = 64;
const SEGMENT = 56;
const SECTION = 64;
const CODE = 200;

/** The bytes of an ELF library with one segment and one section, which holds nothing that could run. */
export function elfImage(options: ElfImageOptions = {}): Buffer {
  const { machine = 62, bits = 64, segmentEnd = HEADER + SEGMENT + CODE } = options;
  const image = Buffer.alloc(HEADER + SEGMENT + CODE + SECTION);
  image.set([0x7f, 0x45, 0x4c, 0x46, bits / 32, 1, 1]);
  image.writeUInt16LE(3, 16); // ET_DYN
  image.writeUInt16LE(machine, 18);
  image.writeBigUInt64LE(BigInt(HEADER), 32);
  image.writeBigUInt64LE(BigInt(HEADER + SEGMENT + CODE), 40);
  image.writeUInt16LE(SEGMENT, 54);
  image.writeUInt16LE(1, 56);
  image.writeUInt16LE(SECTION, 58);
  image.writeUInt16LE(1, 60);
  image.writeBigUInt64LE(BigInt(segmentEnd), HEADER + 32);
  return image;
}
