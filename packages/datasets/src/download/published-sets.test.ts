import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { faultServer } from '../../test/fault-server.ts';
import type { FaultServer } from '../../test/fault-server.ts';
import { checksum } from '../../test/idx-fixture.ts';
import { downloadPublished } from './download-published.ts';
import type { DownloadProgress } from './download-published.ts';
import { publishedPath } from './published-path.ts';
import { publishedSet } from './published-names.ts';
import type { PublishedSet } from './published-set.ts';
import { PUBLISHED_SETS } from './published-sets.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, index) => index * 3);

async function place(): Promise<{ root: string; set: PublishedSet; server: FaultServer }> {
  const server = await faultServer({ bytes: BYTES, script: () => [{ type: 'none' }] });
  const root = await mkdtemp(join(tmpdir(), 'skipjack-published-'));
  onTestFinished(async () => {
    await server.close();
    await rm(root, { recursive: true, force: true });
  });
  const file = (name: string): PublishedSet['files'][number] => ({
    ...{ name, urls: [`${server.base}${name}`] },
    ...checksum(BYTES),
  });
  const files = [file('a'), file('b'), { ...file('c'), optional: true }];
  return { root, server, set: { name: 'tiny', title: 'tiny', home: server.base, source: 'download', files } };
}

test('every file has a sum, a size, and an address; one of plain http has a pinned sha256', () => {
  for (const { source, files, note } of PUBLISHED_SETS) {
    expect(files.length > 0).toBe(source === 'download');
    expect(source === 'download' || note !== undefined).toBe(true);
    for (const { name, bytes, md5, sha256, urls, insteadOf } of files) {
      expect(bytes, name).toBeGreaterThan(1000);
      expect(md5, name).toMatch(/^[0-9a-f]{32}$/);
      expect(sha256, name).toMatch(/^[0-9a-f]{64}$/);
      for (const url of urls) expect(new URL(url).pathname.endsWith(`/${name}`), url).toBe(true);
      if (insteadOf !== undefined) expect(files.some((file) => file.name === insteadOf)).toBe(true);
    }
  }
  const names = PUBLISHED_SETS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('a name that is unknown suggests the nearest', () => {
  expect(publishedSet('cifar10').files[0]?.bytes).toBe(170_052_171);
  expect(() => publishedSet('cifar-10')).toThrow(
    'Unknown data set "cifar-10": did you mean cifar10? The published',
  );
});

test('what is missing is fetched, with the progress of all files together', async () => {
  const { root, set, server } = await place();
  await writeFile(join(root, 'a'), 'anything');
  const progress: DownloadProgress[] = [];
  const paths = await downloadPublished({ set, root, onProgress: (event) => progress.push(event) });
  expect(paths).toEqual([join(root, 'b')]);
  expect(server.requests.map(({ path }) => path)).toEqual(['/b']);
  expect(progress.at(-1)).toEqual({ file: 'b', receivedBytes: 1000, totalBytes: 1000 });
  expect(await downloadPublished({ set, root, files: ['c'] })).toEqual([join(root, 'c')]);
  await expect(downloadPublished({ set, root, files: ['d'] })).rejects.toThrow(
    'tiny has no file "d": it has a, b, c.',
  );
});

test('a set that is read from a folder only says why', async () => {
  await expect(downloadPublished({ set: 'imagenet', root: '/nowhere' })).rejects.toThrow(
    'imagenet is not downloaded: its publisher gives it to registered users only; get its files there and give their folder (https://image-net.org/',
  );
  expect(await downloadPublished({ set: 'mnist', root: '/nowhere' })).toEqual([]);
});

test('a path is given for a verified file only', async () => {
  const { root, set, server } = await place();
  await expect(publishedPath({ set, root, file: 'a' })).rejects.toThrow(
    `${root} has no a of the data set tiny; allow the download (\`download: true\`), or give \`root\`, a folder with it.`,
  );
  expect(await publishedPath({ set, root, file: 'a', download: true })).toBe(join(root, 'a'));
  expect(await publishedPath({ set, root, file: 'a', download: true })).toBe(join(root, 'a'));
  expect(server.requests).toHaveLength(1);
  await writeFile(
    join(root, 'a'),
    BYTES.map((byte) => byte ^ 1),
  );
  await expect(publishedPath({ set, root, file: 'a', download: true })).rejects.toThrow(
    /a is not the published file: its md5 sum is \w{32}, where \w{32} was expected; delete the file, and `download: true` gets it again\.$/,
  );
  await writeFile(join(root, 'a'), new Uint8Array(1001));
  await expect(publishedPath({ set, root, file: 'a' })).rejects.toThrow(
    'it has more than the 1000 bytes expected',
  );
  await writeFile(join(root, 'a'), new Uint8Array(999));
  await expect(publishedPath({ set, root, file: 'a' })).rejects.toThrow(
    'it has 999 bytes, where 1000 were expected',
  );
  expect(await readdir(root)).toEqual(['a']);
});
