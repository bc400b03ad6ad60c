import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checksum } from '../../test/idx-fixture.ts';
import type { PublishedSet } from '../download/published-set.ts';
import { listCache } from './list-cache.ts';
import { pruneCache } from './prune-cache.ts';
import { verifyCache } from './verify-cache.ts';

const BYTES = Uint8Array.of(1, 2, 3);
const file = (name: string): PublishedSet['files'][number] => ({ name, urls: [], ...checksum(BYTES) });
const set = (name: string, ...files: PublishedSet['files']): PublishedSet => ({
  ...{ name, title: name, home: 'https://example.org/', source: 'download', files },
});
const sets = [
  set('tiny', file('a.gz'), file('b'), { ...file('b2'), optional: true, insteadOf: 'b' }),
  set('other', file('x')),
];
const PART = 'b.0123456789ab.part';

/** A cache of these files, by their paths. */
async function cache(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'skipjack-cache-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

const owned = (pid: number): string =>
  JSON.stringify({ url: 'https://a/', validator: '"1"', bytes: 3, owner: { pid, host: hostname() } });

test('the list has sets, files and sizes, and no links', async () => {
  const root = await cache({ 'tiny/b': BYTES, [`tiny/${PART}`]: '1', 'tiny/in/c': '12', 'mine/d': '1' });
  await symlink('/', join(root, 'link'));
  await symlink('/etc/passwd', join(root, 'tiny', 'passwd'));
  const [mine, tiny, ...rest] = await listCache({ root, sets });
  expect(rest).toEqual([]);
  expect(mine).toMatchObject({ name: 'mine', bytes: 1, files: [{ name: 'd', kind: 'other' }] });
  expect(tiny?.bytes).toBe(6);
  expect(tiny?.files.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
    ['b', 'published', 3],
    [PART, 'part', 1],
    ['in/c', 'other', 2],
  ]);
});

test('a cache that is not there is empty, and one that is a file is named', async () => {
  const root = await cache({ file: '1' });
  expect(await listCache({ root: join(root, 'missing') })).toEqual([]);
  expect(await pruneCache({ root: join(root, 'missing') })).toEqual([]);
  await expect(listCache({ root: join(root, 'file') })).rejects.toThrow(
    /file does not exist, where the cache of data sets was expected/,
  );
});

test('each file is verified, and what is missing is named', async () => {
  const root = await cache({
    'tiny/b': Uint8Array.of(1, 2, 4),
    'tiny/mine': '1',
    'other/x': BYTES,
    [`other/${PART}`]: '',
  });
  const read: number[] = [];
  const checks = await verifyCache({ root, sets, onProgress: ({ readBytes }) => read.push(readBytes) });
  expect(checks).toEqual([
    { set: 'other', file: join(root, 'other/x'), state: 'ok', problem: null },
    {
      ...{ set: 'tiny', file: join(root, 'tiny/b'), state: 'damaged' },
      problem: expect.stringMatching(/^its md5 sum is \w{32}, where \w{32} was expected$/) as string,
    },
    { set: 'tiny', file: join(root, 'tiny/mine'), state: 'unknown', problem: null },
    { set: 'tiny', file: join(root, 'tiny/a.gz'), state: 'missing', problem: 'it is not there' },
  ]);
  expect(read).toEqual([3, 6]);
  expect((await verifyCache({ root, sets, names: ['other'] })).length).toBe(1);
});

test('an unpacked file and another form do as well; a set that is not there lacks all', async () => {
  const root = await cache({ 'tiny/a': '1', 'tiny/b2': BYTES });
  expect((await verifyCache({ root, sets, names: ['tiny'] })).map(({ state }) => state)).toEqual([
    'unknown',
    'ok',
  ]);
  expect(await verifyCache({ root, sets, names: ['other'] })).toMatchObject([{ state: 'missing' }]);
});

test('only what ended downloads have left is pruned', async () => {
  const dead = 2 ** 22 + 1;
  const root = await cache({
    ...{ 'tiny/b': BYTES, 'tiny/mine.part': '1' },
    ...{ 'tiny/b.0123456789ab.part': '12', 'tiny/b.0123456789ab.part.json': owned(dead) },
    ...{ 'tiny/b.aaaaaaaaaaaa.part': '1', 'tiny/b.aaaaaaaaaaaa.part.json': owned(process.pid) },
    ...{
      'tiny/b.bbbbbbbbbbbb.part': '1',
      'tiny/b.cccccccccccc.part': '1',
      'tiny/b.dddddddddddd.part.json': '{}',
    },
  });
  await utimes(join(root, 'tiny/b.bbbbbbbbbbbb.part'), 0, 0);
  const pruned = await pruneCache({ root, sets, dryRun: true });
  expect(pruned.map(({ path }) => path.slice(root.length))).toEqual([
    '/tiny/b.0123456789ab.part',
    '/tiny/b.0123456789ab.part.json',
    '/tiny/b.bbbbbbbbbbbb.part',
  ]);
  expect(await readdir(join(root, 'tiny'))).toHaveLength(9);
  await pruneCache({ root, sets });
  expect((await readdir(join(root, 'tiny'))).sort()).toEqual([
    ...[
      'b',
      'b.aaaaaaaaaaaa.part',
      'b.aaaaaaaaaaaa.part.json',
      'b.cccccccccccc.part',
      'b.dddddddddddd.part.json',
    ],
    'mine.part',
  ]);
});

test('whole sets go by name, but not while they are written', async () => {
  const root = await cache({
    'tiny/b': BYTES,
    'other/x': BYTES,
    [`other/${PART}`]: '1',
    [`other/${PART}.json`]: owned(process.pid),
  });
  expect(await pruneCache({ root, sets, names: ['tiny'] })).toEqual([
    { path: join(root, 'tiny'), bytes: 3, reason: 'set' },
  ]);
  expect(await readdir(root)).toEqual(['other']);
  await expect(pruneCache({ root, sets, names: 'all' })).rejects.toThrow(
    /^other is being downloaded \(.*\.part\), and is not removed/,
  );
  await expect(pruneCache({ root, sets, names: ['othr'] })).rejects.toThrow(
    `The cache ${root} has no data set "othr": did you mean other? it has other.`,
  );
  await expect(pruneCache({ root, sets, names: ['../other'] })).rejects.toThrow('has no data set');
});
