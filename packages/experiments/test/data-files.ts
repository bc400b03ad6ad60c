import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { encodeExample, writeTfRecords } from '@skipjack/datasets';

/** Height and width of the images. */
export const SIDE = 8;
/** Images of each class. */
const OF_EACH_CLASS = 11;
const CLASSES = 3;

/** What this test needs of sharp, which the package of data sets has for its own tests. */
type Sharp = (
  pixels: Uint8Array,
  options: { readonly raw: { readonly width: number; readonly height: number; readonly channels: 3 } },
) => { jpeg(): Encoder; png(): Encoder };
interface Encoder {
  toBuffer(): Promise<Buffer>;
}

const sharp: Sharp = createRequire(new URL('../../datasets/package.json', import.meta.url))('sharp');

/** An image whose class is where it is bright; every image is another one. */
export interface Sample {
  readonly label: number;
  /** `[side, side, 3]`. */
  readonly pixels: Uint8Array;
}

/** Images of a side. */
export function samplesOf(side: number): Sample[] {
  return Array.from({ length: OF_EACH_CLASS * CLASSES }, (_, number) => {
    const label = number % CLASSES;
    const pixels = Uint8Array.from({ length: side * side * 3 }, (_value, at) => {
      const third = Math.floor((at / (side * side * 3)) * CLASSES);
      return (third === label ? 170 : 30) + Math.round(40 * Math.sin(number * 12.9 + Math.floor(at / 12)));
    });
    return { label, pixels };
  });
}

async function encoded(pixels: Uint8Array, type: 'jpeg' | 'png'): Promise<Buffer> {
  const image = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } });
  return await (type === 'jpeg' ? image.jpeg() : image.png()).toBuffer();
}

/** A folder of a folder for each class, half of the images JPEG and half PNG. */
export async function writeImageFolder(root: string): Promise<string> {
  for (const [number, { label, pixels }] of samplesOf(SIDE).entries()) {
    const type = number % 2 === 0 ? 'jpeg' : 'png';
    const folder = join(root, `class ${label}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${number}.${type}`), await encoded(pixels, type));
  }
  return `folder:${root}`;
}

/** Two TFRecord files, which a pattern names. */
export async function writeRecords(root: string): Promise<string> {
  const samples = samplesOf(SIDE);
  const half = Math.ceil(samples.length / 2);
  for (const [part, first] of [0, half].entries()) {
    const records: Uint8Array[] = [];
    for (const { label, pixels } of samples.slice(first, first + half)) {
      const image = await encoded(pixels, 'png');
      records.push(
        encodeExample(
          new Map([
            ['image/encoded', { type: 'bytes', values: [image] }],
            ['image/class/label', { type: 'int64', values: BigInt64Array.of(BigInt(label)) }],
          ]),
        ),
      );
    }
    await writeTfRecords({ file: join(root, `train-${part}.tfrecord`), records });
  }
  return `tfrecord:${join(root, 'train-*.tfrecord')}`;
}

/** A file of a tar archive. */
function tarMember(name: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(512);
  const put = (text: string, at: number): number => header.write(text, at, 'latin1');
  put(name, 0);
  put('0000644\0', 100);
  put(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  put('        ', 148);
  put('0', 156);
  put('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A WebDataset shard. */
export async function writeShard(root: string): Promise<string> {
  const members: Buffer[] = [];
  for (const [number, { label, pixels }] of samplesOf(SIDE).entries()) {
    members.push(tarMember(`${number}.png`, await encoded(pixels, 'png')));
    members.push(tarMember(`${number}.cls`, Buffer.from(String(label))));
  }
  await writeFile(join(root, 'shard-000000.tar'), Buffer.concat([...members, Buffer.alloc(1024)]));
  return `webdataset:${root}`;
}

/** The binary files of CIFAR-10, its five training files and its test file. */
export async function writeCifar(root: string): Promise<string> {
  const samples = samplesOf(32);
  const records = samples.map(({ label, pixels }) => {
    const planes = [0, 1, 2].map((channel) => pixels.filter((_, at) => at % 3 === channel));
    return Buffer.concat([Uint8Array.of(label), ...planes]);
  });
  const parts = Array.from({ length: 5 }, (_, part) => records.filter((_record, row) => row % 5 === part));
  for (const [part, rows] of parts.entries())
    await writeFile(join(root, `data_batch_${part + 1}.bin`), Buffer.concat(rows));
  await writeFile(join(root, 'test_batch.bin'), Buffer.concat(records.slice(0, CLASSES)));
  return `cifar10-format:${root}`;
}

type Value = readonly [type: number, content: Uint8Array];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

const i32 = (value: number): Value => [5, varint(2 * value)];
const i64 = (value: number): Value => [6, varint(2 * value)];
const text = (value: string): Value => [8, Buffer.concat([varint(value.length), Buffer.from(value)])];
const list = (values: readonly Value[]): Value => [
  9,
  Buffer.concat([
    Buffer.of(values.length * 16 + (values[0]?.[0] ?? 12)),
    ...values.map(([, content]) => content),
  ]),
];
const struct = (fields: Readonly<Record<number, Value>>): Value => {
  let before = 0;
  const parts = Object.entries(fields).flatMap(([key, [type, content]]) => {
    const step = Number(key) - before;
    before = Number(key);
    return [Buffer.of(step * 16 + type), content];
  });
  return [12, Buffer.concat([...parts, Buffer.of(0)])];
};

/** A parquet file of the columns image and label, in one row group of plain values. */
export async function writeParquet(root: string): Promise<string> {
  const samples = samplesOf(SIDE);
  const rows = samples.length;
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const images: Buffer[] = [];
  for (const { pixels } of samples) {
    const image = await encoded(pixels, 'jpeg');
    images.push(u32(image.length), image);
  }
  const page = (content: Buffer): Buffer => {
    const head = struct({ 1: i32(rows), 2: i32(0), 3: i32(3), 4: i32(3) });
    const [, header] = struct({ 1: i32(0), 2: i32(content.length), 3: i32(content.length), 5: head });
    return Buffer.concat([header, content]);
  };
  const columns = [
    { name: 'image', type: 6, pages: page(Buffer.concat(images)) },
    { name: 'label', type: 1, pages: page(Buffer.concat(samples.map(({ label }) => u32(label)))) },
  ];
  let offset = 4;
  const chunks = columns.map(({ name, type, pages: { length } }) => {
    const chunk = struct({
      2: i64(offset),
      3: struct({
        ...{ 1: i32(type), 2: list([i32(0)]), 3: list([text(name)]), 4: i32(0), 5: i64(rows) },
        ...{ 6: i64(length), 7: i64(length), 9: i64(offset) },
      }),
    });
    offset += length;
    return chunk;
  });
  const elements = columns.map(({ name, type }) => struct({ 1: i32(type), 3: i32(0), 4: text(name) }));
  const [, metadata] = struct({
    1: i32(2),
    2: list([struct({ 4: text('schema'), 5: i32(2) }), ...elements]),
    3: i64(rows),
    4: list([struct({ 1: list(chunks), 2: i64(offset - 4), 3: i64(rows) })]),
  });
  const magic = Buffer.from('PAR1');
  const file = join(root, 'train.parquet');
  const pages = columns.map((column) => column.pages);
  await writeFile(file, Buffer.concat([magic, ...pages, metadata, u32(metadata.length), magic]));
  return `parquet:${file}`;
}
