import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, pngBytes } from '../../test/image-fixture.ts';
import { tarBytes } from '../../test/tar-fixture.ts';
import type { TarFixtureMember } from '../../test/tar-fixture.ts';
import { webDataset } from './webdataset.ts';

const load = async (members: readonly TarFixtureMember[], end = true) =>
  await webDataset({ files: [join(await folderOf({ 's.tar': tarBytes(members, end) }), 's.tar')] });
const png = pngBytes(1, 1, [7, 8, 9]);

test('samples are read from their places, over several shards', async () => {
  const root = await folderOf({
    '0.tar': tarBytes([
      { name: 'd', type: '5' },
      { name: 'd/a.png', content: png },
      { name: 'd/a.cls', content: '1' },
      { name: 'README', content: 'x' },
    ]),
    '1.tar': tarBytes([
      { name: 'd/a.CLS', content: ' 0\n' },
      { name: 'd/a.png', content: png },
    ]),
  });
  const source = await webDataset({ files: [join(root, '0.tar'), join(root, '1.tar')] });
  expect([source.length, source.label(0), source.label(1)]).toEqual([2, 1, 0]);
  expect((await source.read(1)).pixels).toEqual(Uint8Array.of(7, 8, 9));
  expect(source.nameOf(1)).toBe(`${join(root, '1.tar')}:d/a.png`);
});

test('long names in both forms are read', async () => {
  const long = `${'x'.repeat(120)}.png`;
  const record = (text: string): string => {
    const length = text.length + 2 + String(text.length + 4).length;
    return `${length} ${text}\n`;
  };
  const source = await load([
    { name: '././@LongLink', type: 'L', content: `${long}\0` },
    { name: 'x', content: png },
    { name: 'pax', type: 'x', content: record(`path=${'x'.repeat(120)}.cls`) },
    { name: 'x', content: '3' },
  ]);
  expect([source.nameOf(0).endsWith(long), source.label(0)]).toEqual([true, 3]);
});

test.each<[string, readonly TarFixtureMember[], string]>([
  [
    'half a sample',
    [{ name: 'a.png' }, { name: 'b.png' }, { name: 'b.cls', content: '1' }],
    'sample "a" has 0 label files (it has png), where one of cls was expected',
  ],
  ['no image', [{ name: 'a.cls', content: '1' }], 'sample "a" has 0 image files'],
  [
    'two images',
    [{ name: 'a.png' }, { name: 'a.jpg' }, { name: 'a.cls', content: '1' }],
    'sample "a" has 2 image files',
  ],
  [
    'interleaved samples',
    [
      { name: 'a.png' },
      { name: 'a.cls', content: '1' },
      { name: 'b.png' },
      { name: 'b.cls', content: '1' },
      { name: 'a.txt' },
    ],
    '"a.txt" at byte 3584 belongs to sample "a", which ended before',
  ],
  ['a file twice', [{ name: 'a.png' }, { name: 'a.png' }], '"a.png" at byte 1024 is there twice'],
  [
    'a label of words',
    [{ name: 'a.png' }, { name: 'a.cls', content: 'cat' }],
    '"a.cls" has "cat" (3 bytes), where a class',
  ],
  ['a label too large', [{ name: 'a.png' }, { name: 'a.cls', content: '65536' }], 'has "65536"'],
  ['a link', [{ name: 'a.png', type: '2' }], 'says that "a.png" is a link, where files alone were expected'],
  ['a hard link', [{ name: 'a.png', type: '1' }], 'is a link'],
  ['a device', [{ name: 'a.png', type: '3' }], 'is of type "3"'],
  ['a name that goes up', [{ name: '../a.png' }], 'has a member "../a.png", where a relative path'],
  ['an absolute name', [{ name: '/a.png' }], 'has a member "/a.png"'],
  [
    'a size beyond the end',
    [{ name: 'a.png', size: 99_999 }],
    'the tar header at byte 0 announces 99999 bytes',
  ],
  ['nothing', [], 'have no sample, where at least 1 was expected'],
])('%s is refused', async (_, members, message) => {
  await expect(load(members)).rejects.toThrow(message);
});

test('a shard that is cut short is refused', async () => {
  const members = [
    { name: 'a.png', content: png },
    { name: 'a.cls', content: '1' },
  ];
  const cut = tarBytes(members, false);
  const root = await folderOf({
    'a.tar': cut.subarray(0, 1300),
    'b.tar': Buffer.concat([cut, Buffer.alloc(300, 1)]),
  });
  await expect(webDataset({ files: [join(root, 'a.tar')] })).rejects.toThrow(
    'the header at byte 1024 has 276 of its 512 bytes',
  );
  await expect(webDataset({ files: [join(root, 'b.tar')] })).rejects.toThrow(
    'at byte 2048 has 300 of its 512 bytes',
  );
  await expect(webDataset({ files: [join(root, 'c.tar')] })).rejects.toThrow(
    'does not exist, where a file of samples was expected',
  );
});
