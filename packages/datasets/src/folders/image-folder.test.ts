import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, pngBytes } from '../../test/image-fixture.ts';
import { DataError } from '../data-error.ts';
import { imageFolder } from './image-folder.ts';
import { splitFolders } from './split-folders.ts';

const names = (source: { length: number; nameOf: (index: number) => string }, root: string): string[] =>
  Array.from({ length: source.length }, (_, index) => source.nameOf(index).slice(root.length + 1));

test('classes and files are in code-unit order, folders within a class too', async () => {
  const source = await imageFolder({
    root: await folderOf({
      'b/2.png': '',
      'b/10.PNG': '',
      'Z/x.jpeg': '',
      'a/z/1.png': '',
      'a/y.png': '',
      'a/z.JPG': '',
      'a/.hidden.png': '',
      'a/notes.txt': '',
      'é/1.webp': '',
      'loose.png': '',
      '.git/x.png': '',
    }),
  });
  expect(source.classNames).toEqual(['Z', 'a', 'b', 'é']);
  const base = source.nameOf(0).slice(0, -'/Z/x.jpeg'.length);
  expect(names(source, base)).toEqual([
    'Z/x.jpeg',
    'a/y.png',
    'a/z.JPG',
    'a/z/1.png',
    'b/10.PNG',
    'b/2.png',
    'é/1.webp',
  ]);
  expect([0, 1, 4, 6].map((index) => source.label(index))).toEqual([0, 1, 2, 3]);
  expect(() => source.label(7)).toThrow('Index 7 names no image; expected a whole number from 0 to 6.');
  // Two classes whose names differ in case alone are one on other systems.
  const alike = await folderOf({ 'B/1.png': '', 'b/1.png': '' });
  await expect(imageFolder({ root: alike })).rejects.toThrow(
    'has the folders "B" and "b", which differ in case or in Unicode form alone',
  );
});

test('images are decoded when they are asked for, damaged ones are errors', async () => {
  const root = await folderOf({
    'cat/1.png': pngBytes(3, 2, [1, 2, 3]),
    'dog/1.png': 'no image',
    'dog/2.png': '',
  });
  const source = await imageFolder({ root });
  expect(source.imageShape).toEqual([null, null, 3]);
  expect(await source.read(0)).toEqual({
    height: 2,
    width: 3,
    channels: 3,
    pixels: Uint8Array.from([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]),
  });
  await expect(source.read(1)).rejects.toThrow(DataError);
  await expect(source.read(2)).rejects.toThrow('dog/2.png has 0 bytes, where an encoded image');
});

test('the fingerprint is of classes and names', async () => {
  const print = async (files: Record<string, string>) =>
    (await imageFolder({ root: await folderOf(files) })).fingerprint;
  const one = await print({ 'a/1.png': '', 'b/2.png': '' });
  expect(one).toMatch(/^names-sha256:[0-9a-f]{64}$/);
  expect(await print({ 'a/1.png': 'other', 'b/2.png': '' })).toBe(one);
  expect(await print({ 'a/1.png': '', 'b/3.png': '' })).not.toBe(one);
  expect(await print({ 'a/1.png': '', 'c/2.png': '' })).not.toBe(one);
});

test.each([
  [{ 'x.png': '' }, 'has no folders, where one folder of images for each class was expected'],
  [{ 'a/1.png': '', 'b/readme.txt': '' }, '/b has no images, where at least 1 was expected in each class'],
  [{ 'a\nb/1.png': '' }, 'has a control character, a backslash or bytes that are no UTF-8 in its name'],
  [{ 'a/x\\..\\y.png': '' }, 'has a control character, a backslash'],
  [{ '\u00e9/1.png': '', 'e\u0301/1.png': '' }, 'which differ in case or in Unicode form alone'],
  [{ [`a/${'b/'.repeat(17)}1.png`]: '' }, 'is more than 16 folders deep'],
])('%j is refused', async (files, message) => {
  await expect(imageFolder({ root: await folderOf(files) })).rejects.toThrow(message);
});

test('names of objects are names as any other', async () => {
  const source = await imageFolder({
    root: await folderOf({ '__proto__/1.png': '', 'constructor/1.png': '' }),
  });
  expect(source.classNames).toEqual(['__proto__', 'constructor']);
});

test('links are refused, to folders, to files and in loops', async () => {
  const root = await folderOf({ 'a/1.png': '' });
  await symlink('/', join(root, 'b'));
  await expect(imageFolder({ root })).rejects.toThrow('is a link, and links are not followed');
  const loop = await folderOf({ 'a/1.png': '' });
  await symlink(join(loop, 'a'), join(loop, 'a/again'));
  await expect(imageFolder({ root: loop })).rejects.toThrow('a/again" is a link');
  const replaced = await folderOf({ 'a/1.png': '', 'a/2.png': '' });
  const source = await imageFolder({ root: replaced });
  await rm(join(replaced, 'a/2.png'));
  await symlink('/etc/hostname', join(replaced, 'a/2.png'));
  await expect(source.read(1)).rejects.toThrow('is a link, where an image was expected');
});

test('two folders make a data set of the same classes', async () => {
  const root = await folderOf({
    'train/a/1.png': '',
    'train/b/1.png': '',
    'val/a/2.png': '',
    'val/b/3.png': '',
  });
  const set = await splitFolders({ root, name: 'pets' });
  expect([set.train.length, set.test.length, set.classNames]).toEqual([2, 2, ['a', 'b']]);
  await mkdir(join(root, 'val/c'));
  await writeFile(join(root, 'val/c/1.png'), '');
  await expect(splitFolders({ root })).rejects.toThrow(
    'val has the folder "c", which is none of the 2 classes expected',
  );
  const missing = await folderOf({ 'train/a/1.png': '', 'train/b/1.png': '', 'val/a/2.png': '' });
  await expect(splitFolders({ root: missing })).rejects.toThrow(
    'val has no folder "b", which is one of the 2 classes expected',
  );
  await expect(splitFolders({ root: '/nowhere-at-all' })).rejects.toThrow(
    '/nowhere-at-all has no folders train and val',
  );
});

test("the system's words become a sentence with the path", async () => {
  await expect(imageFolder({ root: '/nowhere-at-all' })).rejects.toThrow(
    '/nowhere-at-all does not exist, where a folder of images was expected; correct the path.',
  );
});
