// Hostile tar and zip archives.
import { gzipSync, deflateRawSync } from 'node:zlib';
import { crc32 } from '@node-rs/crc32';
import { bytes, noise, png, storedDeflate, storedGzip, u16, u32, u64 } from './write-bytes.mjs';

/**
 * A member of a tar archive.
 *
 * @param {string} name
 * @param {string | Uint8Array} [content]
 * @param {{ type?: string, size?: string | Uint8Array, sum?: number, prefix?: string, link?: string }} [fault]
 */
function member(name, content = '', { type = '0', size, sum, prefix = '', link = '' } = {}) {
  const data = bytes(content);
  const header = Buffer.alloc(512);
  const put = (/** @type {string | Uint8Array} */ part, /** @type {number} */ at) =>
    bytes(part).copy(header, at);
  put(bytes(name).subarray(0, 100), 0);
  put('0000644\0', 100);
  put(size ?? `${data.length.toString(8).padStart(11, '0')}\0`, 124);
  put('        ', 148);
  put(type, 156);
  put(link, 157);
  put('ustar\x0000', 257);
  put(prefix, 345);
  const total = sum ?? header.reduce((before, byte) => before + byte, 0);
  put(`${total.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes(header, data, Buffer.alloc((512 - (data.length % 512)) % 512));
}
const END = Buffer.alloc(1024);
/** @param {...Uint8Array} members */
const tar = (...members) => bytes(...members, END);
/** @param {string} text */
function pax(text) {
  const length = text.length + 2 + String(text.length + 4).length;
  return member('pax', `${length} ${text}\n`, { type: 'x' });
}
const image = png();
const [good, label] = [member('a.png', image), member('a.cls', '1')];

/** @type {import('./cases.mjs').HostileCase[]} */
const TAR = [
  ['tar/symbolic-link.tar', 'both-tars', 'a symbolic link', tar(member('a.png', '', { type: '2', link: '/etc/passwd' }))],
  ['tar/hard-link.tar', 'both-tars', 'a hard link', tar(member('a.png', '', { type: '1', link: '../x' }))],
  ['tar/device.tar', 'both-tars', 'a device', tar(member('a.png', '', { type: '3' }))],
  ['tar/fifo.tar', 'both-tars', 'a pipe', tar(member('a.png', '', { type: '6' }))],
  ['tar/up.tar', 'both-tars', 'a name that goes up', tar(member('../a.png', image))],
  ['tar/up-within.tar', 'both-tars', 'a name that goes up from within', tar(member('a/../../b.png', image))],
  ['tar/absolute.tar', 'both-tars', 'an absolute name', tar(member('/etc/cron.d/a.png', image))],
  ['tar/drive.tar', 'both-tars', 'a name on a drive', tar(member('C:a.png', image))],
  ['tar/backslash.tar', 'both-tars', 'a name with backslashes', tar(member('..\\a.png', image))],
  ['tar/newline.tar', 'both-tars', 'a name with a new line', tar(member('a\nb.png', image))],
  ['tar/not-utf8.tar', 'both-tars', 'a name that is no UTF-8', tar(member('a\xff.png', image))],
  ['tar/prefix-up.tar', 'both-tars', 'a prefix that goes up', tar(member('a.png', image, { prefix: '..' }))],
  ['tar/pax-path-up.tar', 'both-tars', 'an extended name that goes up', tar(pax('path=../../a.png'), member('a.png', image))],
  ['tar/long-name-up.tar', 'both-tars', 'a GNU long name that is absolute', tar(member('././@LongLink', '/tmp/a.png\0', { type: 'L' }), member('a.png', image))],
  ['tar/twice.tar', 'both-tars', 'a member twice', tar(good, good)],
  ['tar/beyond-the-end.tar', 'both-tars', 'a size beyond the end', tar(member('a.png', image, { size: '00000777777\0' }))],
  ['tar/size-of-2-62.tar', 'both-tars', 'a size of 2^62 in binary', tar(member('a.png', image, { size: bytes(0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0) }))],
  ['tar/negative-size.tar', 'both-tars', 'a negative size in binary', tar(member('a.png', image, { size: Buffer.alloc(12, 255) }))],
  ['tar/size-of-words.tar', 'both-tars', 'a size that is no number', tar(member('a.png', image, { size: 'twelve bytes' }))],
  ['tar/wrong-sum.tar', 'both-tars', 'a header with a wrong checksum', tar(member('a.png', image, { sum: 1 }))],
  ['tar/no-tar.tar', 'both-tars', 'a text', bytes('this is no archive'.repeat(40))],
  ['tar/cut-header.tar', 'both-tars', 'an archive that ends in a header', bytes(good, label).subarray(0, good.length + 200)],
  ['tar/cut-content.tar', 'both-tars', 'an archive that ends in a content', good.subarray(0, 530)],
  ['tar/sparse.tar', 'both-tars', 'a file with holes, GNU', tar(member('a.png', image, { type: 'S' }))],
  ['tar/sparse-pax.tar', 'webdataset', 'a file with holes of 2^60 bytes, pax', tar(pax('GNU.sparse.realsize=1152921504606846976'), good, label)],
  ['tar/link-name.tar', 'webdataset', 'a GNU long name of a link', tar(member('././@LongLink', 'x\0', { type: 'K' }), good, label)],
  ['tar/pax-size.tar', 'webdataset', 'an extended size of 2^53', tar(pax('size=9007199254740992'), good, label)],
  ['tar/pax-length.tar', 'webdataset', 'an extension that is longer than its header', tar(member('pax', '99 path=a\n', { type: 'x' }), good, label)],
  ['tar/pax-length-0.tar', 'webdataset', 'an extension of no bytes, over and over', tar(member('pax', '0 path=a\n', { type: 'x' }), good, label)],
  ['tar/long-name-huge.tar', 'webdataset', 'a long name of 70,000 bytes', tar(member('././@LongLink', 'a'.repeat(70_000), { type: 'L' }), good, label)],
  ['tar/unknown-type.tar', 'both-tars', 'a member of a kind that is none', tar(member('a.png', image, { type: 'Z' }))],
  ['tar/no-label.tar', 'webdataset', 'half a sample: no label', tar(good, member('b.png', image), member('b.cls', '1'))],
  ['tar/no-image.tar', 'webdataset', 'half a sample: no image', tar(label)],
  ['tar/two-images.tar', 'webdataset', 'a sample with two images', tar(good, member('a.jpg', image), label)],
  ['tar/interleaved.tar', 'webdataset', 'samples in pieces', tar(good, label, member('b.png', image), member('b.cls', '1'), member('a.txt', 'x'))],
  ['tar/label-of-words.tar', 'webdataset', 'a label of words', tar(good, member('a.cls', 'cat'))],
  ['tar/label-65536.tar', 'webdataset', 'a label beyond 65,535', tar(good, member('a.cls', '65536'))],
  ['tar/label-negative.tar', 'webdataset', 'a negative label', tar(good, member('a.cls', '-1'))],
  ['tar/label-long.tar', 'webdataset', 'a label of 4,000 digits', tar(good, member('a.cls', '1'.repeat(4000)))],
  ['tar/image-of-text.tar', 'webdataset', 'an image that is a text', tar(member('a.png', 'no image'), label)],
  ['tar/image-empty.tar', 'webdataset', 'an image of no bytes', tar(member('a.png'), label)],
  ['tar/only-end.tar', 'webdataset', 'nothing but its end', END],
  ['tar/proto.tar', 'webdataset', 'a sample with the name __proto__', tar(member('__proto__.png', image), member('__proto__.cls', '0'))],
  ['tar/dots.tar', 'webdataset', 'a name of 98 dots, then a sound sample', tar(member('.'.repeat(98), 'x'), good, label)],
  ['tar/bomb.tar.gz', 'tar', '64 MiB of zeros in 64 kB after a sound member', gzipSync(bytes(good, member('zeros', Buffer.alloc(2 ** 26)), END)), 'packed'],
  ['tar/cut.tar.gz', 'tar', 'a gzip file without its end', storedGzip(tar(good, label)).subarray(0, 1500)],
  ['tar/wrong-sum.tar.gz', 'tar', 'a gzip file with a wrong checksum', storedGzip(tar(good), 1)],
  ['tar/too-much.tar', 'tar', 'wanted members of more than the 1 MiB allowed', tar(member('a', '', { size: '00000000000\0' }), member('b', '', { size: '00010000001\0' }))],
  ['tar/class-not-a-tar.tar', 'imagenet-tar', "ImageNet's archive with an image in the place of a class", tar(good)],
  ['tar/class-empty.tar', 'imagenet-tar', "ImageNet's archive with a class of no images", tar(member('n01440764.tar', END))],
  ['tar/class-lies.tar', 'imagenet-tar', "ImageNet's archive with a class whose image ends beyond it", tar(member('n01440764.tar', member('a.JPEG', '', { size: '00000007777\0' })), member('n01440765.tar', noise(9000)))],
].flatMap(([file, loader, ...rest]) =>
  loader === 'both-tars'
    ? [[file, 'tar', ...rest], [file, 'webdataset', ...rest]]
    : [[file, loader, ...rest]],
); // prettier-ignore

/**
 * A member of a zip archive and what is wrong with it.
 *
 * @typedef {{ name: string, content?: Uint8Array, packed?: Uint8Array, localName?: string, mode?: number, crc?: number, flags?: number,
 *   method?: number, localMethod?: number, size?: number, localSize?: number, offset?: number, extra?: Uint8Array }} ZipMember
 */

/** @param {ZipMember[]} members @param {{ count?: number, size?: number, offset?: number, comment?: Uint8Array, before?: Uint8Array }} [fault] */
function zip(members, { count = members.length, size, offset, comment = bytes(), before = bytes() } = {}) {
  const locals = [before];
  const central = [];
  let start = before.length;
  for (const one of members) {
    const {
      name,
      content = bytes('content'),
      localName = name,
      mode = 0o100644,
      flags = 0,
      method = 8,
      extra = bytes(),
    } = one;
    const packed = one.packed ?? storedDeflate(content);
    const after = (/** @type {number} */ unpacked, /** @type {number} */ way) =>
      bytes(u16(flags), u16(way), u32(0), u32(one.crc ?? crc32(content)), u32(packed.length), u32(unpacked));
    const length = one.size ?? content.length;
    const local = bytes(
      'PK\x03\x04',
      u16(20),
      after(one.localSize ?? length, one.localMethod ?? method),
      u16(localName.length),
      u16(0),
      localName,
      packed,
    );
    central.push(
      bytes(
        'PK\x01\x02',
        u16(0x0314),
        u16(20),
        after(length, method),
        u16(name.length),
        u16(extra.length),
        u16(0),
        u16(0),
        u16(0),
      ),
      bytes(u32(mode * 65536), u32(one.offset ?? start), name, extra),
    );
    locals.push(local);
    start += local.length;
  }
  const directory = bytes(...central);
  return bytes(
    ...locals,
    directory,
    'PK\x05\x06',
    u32(0),
    u16(count),
    u16(count),
    u32(size ?? directory.length),
    u32(offset ?? start),
    u16(comment.length),
    comment,
  );
}
const content = noise(64);
const sound = { name: 'a.png', content };
const fake = bytes('PK\x05\x06', u32(0), u16(0), u16(0), u32(0), u32(0), u16(0));
/** @param {number | bigint} count @param {number | bigint} offset */
const zip64 = (count, offset) =>
  bytes(
    'PK\x06\x06',
    u64(44),
    u16(45),
    u16(45),
    u32(0),
    u32(0),
    u64(count),
    u64(count),
    u64(0),
    u64(offset),
    'PK\x06\x07',
    u32(0),
    u64(0),
    u32(1),
  );

/** @type {import('./cases.mjs').HostileCase[]} */
const ZIP = [
  ['zip/empty.zip', 'zip', 'no bytes', bytes()],
  ['zip/no-directory.zip', 'zip', 'no directory', zip([sound]).subarray(0, 100)],
  ['zip/text.zip', 'zip', 'a text', bytes('no archive '.repeat(10))],
  ['zip/fake-end.zip', 'zip', 'a comment with another end of the directory in it', zip([sound], { comment: bytes('x', fake) })],
  ['zip/end-in-comment.zip', 'zip', 'a comment that is an end of the directory whose own comment is too long', zip([sound], { comment: bytes(fake.subarray(0, 20), u16(9)) })],
  ['zip/count-too-small.zip', 'zip', 'a directory with more members than it says', zip([sound, { ...sound, name: 'b.png' }], { count: 1 })],
  ['zip/count-too-large.zip', 'zip', 'a directory with fewer members than it says', zip([sound], { count: 7 })],
  ['zip/directory-past-end.zip', 'zip', 'a directory beyond the end', zip([sound], { offset: 2 ** 31 })],
  ['zip/zip64-past-end.zip', 'zip', 'a zip64 directory of 2^63 members', bytes(zip64(2n ** 63n, 0), zip([], { count: 65535, size: 2 ** 32 - 1, offset: 2 ** 32 - 1 }))],
  ['zip/zip64-million.zip', 'zip', 'a zip64 directory of 1,000,001 members', bytes(zip64(1_000_001, 0), zip([], { count: 65535, size: 2 ** 32 - 1, offset: 2 ** 32 - 1 }))],
  ['zip/zip64-locator.zip', 'zip', 'a zip64 end that lies beyond the file', bytes('PK\x06\x07', u32(0), u64(2n ** 40n), u32(1), zip([], { count: 65535 }))],
  ['zip/zip64-size.zip', 'zip', 'a member of 2^62 bytes by its zip64 field', zip([{ ...sound, size: 2 ** 32 - 1, extra: bytes(u16(1), u16(8), u64(2n ** 62n)) }])],
  ['zip/encrypted.zip', 'zip', 'an encrypted member', zip([{ ...sound, flags: 1 }])],
  ['zip/strongly-encrypted.zip', 'zip', 'a strongly encrypted member', zip([{ ...sound, flags: 0x41 }])],
  ['zip/method-99.zip', 'zip', 'a member packed in a way that is not known', zip([{ ...sound, method: 99 }])],
  ['zip/link.zip', 'zip', 'a symbolic link', zip([{ name: 'a.png', content: bytes('/etc/passwd'), mode: 0o120777 }])],
  ['zip/up.zip', 'zip', 'a name that goes up', zip([{ ...sound, name: '../a.png' }])],
  ['zip/up-within.zip', 'zip', 'a name that goes up from within', zip([{ ...sound, name: 'a/../../b.png' }])],
  ['zip/absolute.zip', 'zip', 'an absolute name', zip([{ ...sound, name: '/tmp/a.png' }])],
  ['zip/drive.zip', 'zip', 'a name on a drive', zip([{ ...sound, name: 'C:/a.png' }])],
  ['zip/backslash.zip', 'zip', 'a name with backslashes', zip([{ ...sound, name: '..\\a.png' }])],
  ['zip/nul.zip', 'zip', 'a name with a NUL', zip([{ ...sound, name: 'a.png\0.txt' }])],
  ['zip/twice.zip', 'zip', 'a member twice', zip([sound, sound])],
  ['zip/dot-twice.zip', 'zip', 'a member twice, once with ./ before its name', zip([sound, { ...sound, name: './a.png' }])],
  ['zip/overlapping.zip', 'zip', 'eight members of the same bytes', zip(Array.from({ length: 8 }, (_, at) => ({ name: `${at}.png`, content, offset: 0 })))],
  ['zip/quoted.zip', 'zip', 'a member that begins within another', zip([{ name: 'a.png', content: zip([{ name: 'b.png', content }]).subarray(0, 110) }, { name: 'b.png', content, offset: 40 }])],
  ['zip/local-name.zip', 'zip', 'another name before the content than in the directory', zip([{ ...sound, localName: 'b.png' }])],
  ['zip/local-method.zip', 'zip', 'another way of packing before the content than in the directory', zip([{ ...sound, localMethod: 0 }])],
  ['zip/local-size.zip', 'zip', 'another size before the content than in the directory', zip([{ ...sound, localSize: 9 }])],
  ['zip/wrong-sum.zip', 'zip', 'a wrong checksum', zip([{ ...sound, crc: 1 }])],
  ['zip/size-too-small.zip', 'zip', 'a member that unpacks to more than it says', zip([{ ...sound, size: 9 }])],
  ['zip/size-too-large.zip', 'zip', 'a member that unpacks to less than it says', zip([{ ...sound, size: 900 }])],
  ['zip/bomb.zip', 'zip', '10 MiB of zeros that are announced as 100 bytes', zip([{ name: 'a.png', packed: deflateRawSync(Buffer.alloc(10 * 2 ** 20)), content: Buffer.alloc(100) }]), 'packed'],
  ['zip/4-gib.zip', 'zip', 'a member of 4 GiB less 2 bytes', zip([{ ...sound, size: 2 ** 32 - 2 }])],
  ['zip/damaged-deflate.zip', 'zip', 'bytes that are no deflate stream', zip([{ ...sound, packed: Buffer.alloc(20, 255) }])],
  ['zip/offset-past-end.zip', 'zip', 'a member beyond the end', zip([{ ...sound, offset: 2 ** 30 }])],
  ['zip/no-local-header.zip', 'zip', 'a member at a place without a header', zip([{ ...sound, offset: 7 }])],
  ['zip/proto.zip', 'zip', 'members with the names __proto__ and constructor', zip([{ name: '__proto__', content }, { name: 'constructor', content }])],
  ['zip/prefix.zip', 'zip', 'a sound archive behind other bytes, with its places right', zip([sound], { before: bytes('#!/bin/sh\n') })],
  ['zip/tiny-imagenet.zip', 'tiny-imagenet', 'an archive with a class __proto__ and no annotations', zip([{ name: 'tiny-imagenet-200/train/__proto__/images/a.JPEG', content: image }])],
]; // prettier-ignore

/** @type {import('./cases.mjs').HostileCase[]} */
export const ARCHIVE_CASES = [...TAR, ...ZIP];
