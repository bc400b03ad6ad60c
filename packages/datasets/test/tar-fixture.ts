/** A member of a tar archive. */
export interface TarFixtureMember {
  /** Name. */
  readonly name: string;
  /** Content. */
  readonly content?: string | Uint8Array;
  /** Type flag. */
  readonly type?: string;
  /** Size to announce in place of the right one. */
  readonly size?: number;
}

/** Writes a tar archive (ustar). */
export function tarBytes(members: readonly TarFixtureMember[], end = true): Buffer {
  const blocks = members.flatMap(({ name, content = '', type = '0', size }) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(end ? 1024 : 0)]);
}
