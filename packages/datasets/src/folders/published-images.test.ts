import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { folderOf, pngBytes } from '../../test/image-fixture.ts';
import { tarBytes } from '../../test/tar-fixture.ts';
import { zipBytes } from '../../test/zip-fixture.ts';
import type { ImageSource } from '../image-source.ts';
import { imagenet } from './imagenet.ts';
import { imagenette, imagewoof } from './imagenette.ts';
import { tinyImageNet } from './tiny-imagenet.ts';

const png = (shade: number): Buffer => pngBytes(1, 1, [shade, shade, shade]);
/** Label and first pixel of each image. */
const content = async (source: ImageSource): Promise<number[][]> =>
  await Promise.all(
    Array.from({ length: source.length }, async (_, index) => [
      source.label(index),
      (await source.read(index)).pixels[0] ?? -1,
    ]),
  );

const tiny: Record<string, string | Uint8Array> = {
  'tiny-imagenet-200/train/n02/images/n02_0.JPEG': png(20),
  'tiny-imagenet-200/train/n01/images/n01_1.JPEG': png(11),
  'tiny-imagenet-200/train/n01/images/n01_0.JPEG': png(10),
  'tiny-imagenet-200/train/n01/n01_boxes.txt': 'x',
  'tiny-imagenet-200/val/images/val_0.JPEG': png(30),
  'tiny-imagenet-200/val/images/val_1.JPEG': png(31),
  'tiny-imagenet-200/val/val_annotations.txt': 'val_0.JPEG\tn02\t0\t0\t1\t1\nval_1.JPEG\tn01\t0\t0\t1\t1\n',
};

test('Tiny ImageNet is the same from its folder and from its archive', async () => {
  const folder = await folderOf(tiny);
  const archive = await folderOf({
    'tiny-imagenet-200.zip': zipBytes(
      Object.entries(tiny).map(([name, bytes]) => [name, Buffer.from(bytes)]),
    ),
  });
  const sets = [
    await tinyImageNet({ root: folder }),
    await tinyImageNet({ root: join(folder, 'tiny-imagenet-200') }),
    await tinyImageNet({ root: archive }),
    await tinyImageNet({ root: join(archive, 'tiny-imagenet-200.zip') }),
  ];
  for (const set of sets) {
    expect(set.classNames).toEqual(['n01', 'n02']);
    expect(await content(set.train)).toEqual([
      [0, 10],
      [0, 11],
      [1, 20],
    ]);
    expect(await content(set.test)).toEqual([
      [0, 31],
      [1, 30],
    ]);
    expect(set.fingerprint).toBe(sets[0]?.fingerprint);
  }
});

test('annotations must fit the images of Tiny ImageNet', async () => {
  const file = 'tiny-imagenet-200/val/val_annotations.txt';
  const load = async (text: string) =>
    await tinyImageNet({ root: await folderOf({ ...tiny, [file]: text }) });
  await expect(load('val_0.JPEG\tn02\n')).rejects.toThrow(
    'val/images/val_1.JPEG has no line in val/val_annotations.txt',
  );
  await expect(load('val_0.JPEG\tn02\nval_1.JPEG\tn03\n')).rejects.toThrow(
    'line 1 is "val_1.JPEG\\tn03", where a new image and one of the 2 classes were expected',
  );
  await expect(load('val_0.JPEG\tn02\nval_1.JPEG\tn01\nval_2.JPEG\tn01\n')).rejects.toThrow(
    'has no val/images/val_2.JPEG, which val/val_annotations.txt names',
  );
  await expect(tinyImageNet({ root: '/nowhere-at-all' })).rejects.toThrow(
    '/nowhere-at-all has neither the folder tiny-imagenet-200 nor tiny-imagenet-200.zip',
  );
});

test('a zip archive with tricks is refused', async () => {
  const load = async (bytes: Buffer) => {
    const set = await tinyImageNet({ root: await folderOf({ 'tiny-imagenet-200.zip': bytes }) });
    return await set.train.read(0);
  };
  const members = Object.entries(tiny).map(([name, bytes]) => [name, Buffer.from(bytes)] as const);
  const [first, ...others] = members;
  const target = 'tiny-imagenet-200/train/n01/images/n01_0.JPEG';
  const withFault = (fault: object) =>
    zipBytes(members.map(([name, bytes]) => (name === target ? [name, bytes, fault] : [name, bytes])));
  expect((await load(zipBytes(members))).pixels[0]).toBe(10);
  await expect(load(withFault({ mode: 0o120777 }))).rejects.toThrow('that is a link');
  await expect(
    load(withFault({ localName: 'tiny-imagenet-200/train/n01/images/n01_1.JPEG' })),
  ).rejects.toThrow('has another name at its place than in the directory');
  await expect(load(withFault({ crc: 1 }))).rejects.toThrow('is damaged: its checksum is wrong');
  await expect(load(zipBytes([...members, first ?? ['', Buffer.alloc(0)]]))).rejects.toThrow('twice');
  await expect(load(zipBytes([...others, ['../x.JPEG', png(1)]]))).rejects.toThrow(
    'is not an intact zip archive, as it should be (invalid relative path: ../x.JPEG)',
  );
  await expect(load(zipBytes(members).subarray(0, -1))).rejects.toThrow('is no intact zip archive');
});

const nette: Record<string, Uint8Array> = {
  'imagenette2-160/train/n01440764/a.JPEG': png(1),
  'imagenette2-160/train/n02102040/b.JPEG': png(2),
  'imagenette2-160/val/n01440764/c.JPEG': png(3),
  'imagenette2-160/val/n02102040/d.JPEG': png(4),
};

test('Imagenette is the same from its folder and from its archive', async () => {
  const members = Object.entries(nette).map(([name, bytes]) => ({ name: `./${name}`, content: bytes }));
  const noise = [
    { name: './imagenette2-160', type: '5' },
    { name: './imagenette2-160/noisy.csv', content: 'x' },
  ];
  const archive = await folderOf({ 'imagenette2-160.tgz': gzipSync(tarBytes([...noise, ...members])) });
  for (const root of [await folderOf(nette), archive]) {
    const set = await imagenette({ root });
    expect(set).toMatchObject({ name: 'imagenette', classNames: ['n01440764', 'n02102040'] });
    expect(await content(set.train)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(await content(set.test)).toEqual([
      [0, 3],
      [1, 4],
    ]);
  }
  await expect(imagewoof({ root: archive })).rejects.toThrow(
    'nor an archive such as imagewoof2-160.tgz of the data set imagewoof',
  );
});

const META = new URL('../../test/golden/tables/meta.mat', import.meta.url);

/** Official names and layout; two classes with two and one images. */
const official = async (): Promise<string> => {
  const inner = (members: Record<string, Uint8Array>) =>
    tarBytes(Object.entries(members).map(([name, bytes]) => ({ name, content: bytes })));
  const train = tarBytes([
    { name: 'n00000002.tar', content: inner({ 'n00000002_1.JPEG': png(21) }) },
    { name: 'n00000001.tar', content: inner({ 'n00000001_2.JPEG': png(12), 'n00000001_1.JPEG': png(11) }) },
    { name: 'n00000003.tar', content: inner({ 'n00000003_1.JPEG': png(31) }) },
  ]);
  const validation = tarBytes([
    { name: 'ILSVRC2012_val_00000002.JPEG', content: png(102) },
    { name: 'ILSVRC2012_val_00000001.JPEG', content: png(101) },
    { name: 'ILSVRC2012_val_00000003.JPEG', content: png(103) },
  ]);
  const devkit = tarBytes([
    { name: 'ILSVRC2012_devkit_t12/readme.txt', content: 'x' },
    { name: 'ILSVRC2012_devkit_t12/data/meta.mat', content: await readFile(META) },
    { name: 'ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt', content: '1\n3\n2\n' },
  ]);
  return await folderOf({
    'ILSVRC2012_img_train.tar': train,
    'ILSVRC2012_img_val.tar': validation,
    'ILSVRC2012_devkit_t12.tar.gz': gzipSync(devkit),
  });
};

test('ImageNet is read straight from its archives, as from its folders', async () => {
  const set = await imagenet({ root: await official(), official: false });
  // In scipy's meta.mat number 1 is n00000003, 2 is n00000001 and 3 is n00000002.
  expect(set.classNames).toEqual(['n00000001', 'n00000002', 'n00000003']);
  expect(await content(set.train)).toEqual([
    [0, 11],
    [0, 12],
    [1, 21],
    [2, 31],
  ]);
  expect(await content(set.test)).toEqual([
    [2, 101],
    [1, 102],
    [0, 103],
  ]);
  const root = await folderOf({
    'train/n00000001/n00000001_1.JPEG': png(11),
    'train/n00000001/n00000001_2.JPEG': png(12),
    'train/n00000002/n00000002_1.JPEG': png(21),
    'train/n00000003/n00000003_1.JPEG': png(31),
    'val/n00000001/a.JPEG': png(103),
    'val/n00000002/a.JPEG': png(102),
    'val/n00000003/a.JPEG': png(101),
  });
  const folders = await imagenet({ root, official: false });
  expect(await content(folders.train)).toEqual(await content(set.train));
  await expect(imagenet({ root })).rejects.toThrow(`${root} has 3 classes, where ImageNet has 1000`);
});

test('ImageNet that is not complete says what is missing', async () => {
  const root = await official();
  await rm(join(root, 'ILSVRC2012_devkit_t12.tar.gz'));
  await expect(imagenet({ root })).rejects.toThrow(
    'has neither the folders train and val nor the file ILSVRC2012_devkit_t12.tar.gz',
  );
  const unsorted = await folderOf({ 'train/a/1.png': '', 'val/1.png': '' });
  await expect(imagenet({ root: unsorted })).rejects.toThrow(
    'the validation images are not sorted into classes',
  );
  const cut = await official();
  const file = join(cut, 'ILSVRC2012_img_train.tar');
  await writeFile(file, (await readFile(file)).subarray(0, 6000));
  await expect(imagenet({ root: cut })).rejects.toThrow(
    /img_train.tar: the tar header at byte \d+ announces \d+ bytes where \d+ are left/,
  );
});
