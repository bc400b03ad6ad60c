import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { beforeAll, expect, test } from 'vitest';
import { cifar10, cifar100 } from './cifar.ts';
import { CIFAR100_COARSE_CLASSES, CIFAR100_FINE_CLASSES, CIFAR10_CLASSES } from './cifar-classes.ts';
import { binarySamples } from './cifar-samples.ts';
import { pickledSamples } from './pickled-samples.ts';

const record = (label: number, fill: number): Buffer =>
  Buffer.concat([Buffer.from([label]), Buffer.alloc(3072, fill)]);
const names = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'skipjack-cifar-'));
  for (const [index, name] of names.entries()) await writeFile(join(root, name), record(index, 10 * index));
  const planes = Buffer.concat([
    Buffer.from([9]),
    Buffer.alloc(1024, 1),
    Buffer.alloc(1024, 2),
    Buffer.alloc(1024, 3),
  ]);
  await writeFile(join(root, 'test_batch.bin'), planes);
});

test('a folder of files is read, planes become channels', async () => {
  const { train, test: held, classNames } = await cifar10({ root, official: false });
  expect(train).toMatchObject({ length: 5, imageShape: [32, 32, 3] });
  expect([...train.labels]).toEqual([0, 1, 2, 3, 4]);
  expect(train.images[2 * 3072]).toBe(20);
  expect([...held.images.subarray(0, 6)]).toEqual([1, 2, 3, 1, 2, 3]);
  expect(classNames[held.labels[0] ?? 0]).toBe('truck');
});

test('there are 10, 100 and 20 classes', () => {
  expect(CIFAR10_CLASSES).toHaveLength(10);
  expect(new Set(CIFAR100_FINE_CLASSES).size).toBe(100);
  expect(new Set(CIFAR100_COARSE_CLASSES).size).toBe(20);
  expect([...CIFAR100_FINE_CLASSES].sort()).toEqual(CIFAR100_FINE_CLASSES);
});

test('files that are not the published ones are refused unless that is said', async () => {
  const bytes = await readFile(join(root, 'data_batch_1.bin'));
  const md5 = createHash('md5').update(bytes).digest('hex');
  await expect(cifar10({ root })).rejects.toThrow(
    `${join(root, 'data_batch_1.bin')} is not the published file: its md5 sum is ${md5}, where 5dd7e06a14cb22eb9f671a540d1b7c25 was expected; get data_batch_1.bin again from its publisher, or say \`official: false\``,
  );
});

test('a missing data set says what was looked for', async () => {
  await expect(cifar100({ root: '/nowhere-at-all' })).rejects.toThrow(
    '/nowhere-at-all has neither train.bin nor train nor an archive cifar-100-binary.tar.gz or cifar-100-python.tar.gz of the data set cifar100;',
  );
  await expect(cifar100({ labels: 'medium' as 'fine' })).rejects.toThrow(
    'labels must be fine or coarse; got "medium".',
  );
});

test('sizes and labels are checked', () => {
  const read = (bytes: Uint8Array) => binarySamples({ bytes, file: 'f.bin', labelClasses: [10], labelAt: 0 });
  expect(() => read(record(1, 0).subarray(1))).toThrow(
    'f.bin has 3072 bytes, where one or more records of 3073 bytes were expected',
  );
  expect(() => read(new Uint8Array())).toThrow('f.bin has 0 bytes');
  expect(() => read(Buffer.concat([record(9, 0), record(10, 0)]))).toThrow(
    'f.bin: row 1 has label 10, where 0 to 9 is allowed',
  );
  const fine = Buffer.concat([Buffer.from([20]), record(0, 0)]);
  expect(() => binarySamples({ bytes: fine, file: 'f.bin', labelClasses: [20, 100], labelAt: 1 })).toThrow(
    'row 0 has label 20, where 0 to 19',
  );
});

test('a pickle as Python 2 wrote it is read', () => {
  const head =
    '\x80\x02}q\x01(U\x04datacnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01K\x01M\x00\x0c\x86cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T\x00\x0c\x00\x00';
  const tail = 'tbU\x06labels]K\x07aU\x0bbatch_labelU\x01xu.';
  const bytes = Buffer.concat([
    Buffer.from(head, 'latin1'),
    Buffer.alloc(3072, 5),
    Buffer.from(tail, 'latin1'),
  ]);
  const options = { file: 'b', labelClasses: [10], labelKeys: ['labels'], labelAt: 0 };
  const samples = pickledSamples({ ...options, bytes });
  expect([samples.length, samples.label(0), samples.planes(0)[3071]]).toEqual([1, 7, 5]);
  const wrong = (from: string, to: string) =>
    Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
  const read = (changed: Uint8Array) => () => pickledSamples({ ...options, bytes: changed });
  expect(read(wrong('K\x01M\x00\x0c', 'K\x02M\x00\x0c'))).toThrow(
    'data announces 2 x 3072 elements and has 3072',
  );
  expect(read(wrong('U\x02u1', 'U\x02f4'))).toThrow('data has another type of elements');
  expect(read(wrong('K\x07a', 'K\x0aa'))).toThrow('b: row 0 has label 10, where 0 to 9 is allowed');
  expect(read(wrong(']K\x07a', ']'))).toThrow('b has 0 labels for 1 images');
  expect(read(wrong('U\x06labels', 'U\x06labelz'))).toThrow('b has no list labels');
  expect(read(wrong('\x89T', '\x88T'))).toThrow('data is stored column by column');
});

const archive = async (fill: (tar: ReturnType<typeof pack>) => void): Promise<string> => {
  const tar = pack();
  fill(tar);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-cifar-'));
  const file = join(folder, 'cifar-10-binary.tar.gz');
  await writeFile(file, gzipSync(Buffer.concat(chunks)));
  return folder;
};

test('an archive is streamed, and refused with links, names that go up, and members missing or twice', async () => {
  const all = (tar: ReturnType<typeof pack>, skip = ''): void => {
    for (const name of [...names, 'test_batch.bin']) {
      if (name !== skip) tar.entry({ name: `cifar-10-batches-bin/${name}` }, record(1, 1));
    }
  };
  const load = async (fill: (tar: ReturnType<typeof pack>) => void) =>
    await cifar10({ root: await archive(fill), official: false });
  expect((await load(all)).train.length).toBe(5);
  await expect(load((tar) => all(tar, 'data_batch_3.bin'))).rejects.toThrow(
    'has no member cifar-10-batches-bin/data_batch_3.bin',
  );
  await expect(
    load((tar) => {
      tar.entry({ name: 'a', type: 'symlink', linkname: '/etc/passwd' });
      all(tar);
    }),
  ).rejects.toThrow('has a member "a" that is a symlink, where files alone were expected');
  await expect(
    load((tar) => {
      tar.entry({ name: '../a' }, 'x');
      all(tar);
    }),
  ).rejects.toThrow('has a member "../a"');
  await expect(
    load((tar) => {
      all(tar);
      all(tar);
    }),
  ).rejects.toThrow('has the member "cifar-10-batches-bin/data_batch_1.bin" twice');
  await expect(
    load((tar) => {
      tar.entry({ name: 'other' }, 'x');
    }),
  ).rejects.toThrow('has none of the files of the data set cifar10');
  const whole = join(await archive(all), 'cifar-10-binary.tar.gz');
  const bytes = await readFile(whole);
  await writeFile(whole, bytes.subarray(0, bytes.length - 20));
  await expect(cifar10({ root: whole, official: false })).rejects.toThrow(
    `${whole} is not an intact tar archive, as it should be (unexpected end of file)`,
  );
  await writeFile(whole, bytes);
  await expect(cifar10({ root: whole })).rejects.toThrow('its md5 sum is');
});

test('a link in place of a file is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-cifar-'));
  await mkdir(join(folder, 'cifar-10-batches-bin'));
  await cp(root, join(folder, 'cifar-10-batches-bin'), { recursive: true });
  await cifar10({ root: folder, official: false });
  const linked = await mkdtemp(join(tmpdir(), 'skipjack-cifar-'));
  await symlink(join(root, 'data_batch_1.bin'), join(linked, 'data_batch_1.bin'));
  await expect(cifar10({ root: linked, official: false })).rejects.toThrow(
    'is a link, where a file of the data set cifar10 was expected',
  );
});
