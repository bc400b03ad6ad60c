import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, pngBytes } from '../../test/image-fixture.ts';
import { csvImages } from './csv-images.ts';

const load = async (text: string | Uint8Array, options: object = {}) => {
  const root = await folderOf({
    'list.csv': text,
    'in/a.png': pngBytes(1, 1, [1, 2, 3]),
    'b, c.png': pngBytes(1, 1, [4, 5, 6]),
  });
  return { root, source: await csvImages({ file: join(root, 'list.csv'), ...options }) };
};

test('paths and labels are read', async () => {
  const { root, source } = await load('\uFEFFid,path,label\r\n1,./in//a.png,dog\r\n2,"b, c.png",cat\r\n');
  expect(source.classNames).toEqual(['cat', 'dog']);
  expect([source.label(0), source.label(1)]).toEqual([1, 0]);
  expect(source.nameOf(0)).toBe(join(root, 'in/a.png'));
  expect((await source.read(1)).pixels).toEqual(Uint8Array.of(4, 5, 6));
});

test("whole numbers are in their own order, and columns have names of one's own", async () => {
  const rows = Array.from({ length: 12 }, (_, label) => `${label}.png,${label}`);
  const { source } = await load(['file,class', ...rows].join('\n'), {
    pathColumn: 'file',
    labelColumn: 'class',
  });
  expect(source.classNames).toEqual(Array.from({ length: 12 }, (_, label) => String(label)));
  expect(source.label(10)).toBe(10);
  await expect(source.read(3)).rejects.toThrow('3.png does not exist, where an image was expected');
});

test.each<[string, string | Uint8Array, object, string]>([
  ['no rows', 'path,label\n', {}, 'has no rows after its header'],
  ['nothing', '', {}, 'has no column "path" among none'],
  [
    'no such column',
    'image,label\na,b\n',
    {},
    'has no column "path" among "image", "label"; name the columns with pathColumn and labelColumn.',
  ],
  ['a column twice', 'path,path,label\na,b,c\n', {}, 'has twice the column "path"'],
  ['a short row', 'path,label\na.png,x\nb.png\n', {}, 'row 1 has 1 cells, where 2 were expected'],
  ['an open quote', 'path,label\na.png,"x\n', {}, 'is no row of a CSV file'],
  [
    'a path that goes up',
    'path,label\na/../../b.png,x\n',
    {},
    'row 0 has the path "a/../../b.png", where a path within the folder',
  ],
  ['an absolute path', 'path,label\n/etc/passwd,x\n', {}, 'row 0 has the path "/etc/passwd"'],
  ['an empty path', 'path,label\n,x\n', {}, 'row 0 has the path ""'],
  ['a path twice', 'path,label\na.png,x\n./a.png,y\n', {}, 'row 1 has the path "a.png" of row 0 again'],
  ['an empty label', 'path,label\na.png,\n', {}, 'row 0 has the label "", which is none of the 1 classes'],
  [
    'an unknown label',
    'path,label\na.png,x\n',
    { classNames: ['y'] },
    'row 0 has the label "x", which is none of the 1 classes',
  ],
  ['bytes that are no text', Buffer.from('path,label\n\xff,x\n', 'latin1'), {}, 'is no text in UTF-8'],
])('%s is refused', async (_, text, options, message) => {
  await expect(load(text, options)).rejects.toThrow(message);
});

test('names of objects are labels as any other, links are refused', async () => {
  const { root, source } = await load('path,label\nin/a.png,__proto__\nl.png,toString\n');
  expect(source.classNames).toEqual(['__proto__', 'toString']);
  await symlink(join(root, 'in/a.png'), join(root, 'l.png'));
  await expect(source.read(1)).rejects.toThrow('l.png is a link');
  await expect(csvImages({ file: join(root, 'none.csv') })).rejects.toThrow(
    'none.csv does not exist, where a CSV file was expected',
  );
});
