import { DataError } from '@skipjack/datasets';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices, TINY } from '../test/fake-services.ts';
import { runWith } from './run.ts';
import type { Services } from './services.ts';

interface Outcome {
  readonly code: number;
  readonly io: CapturedIo;
}

/** A home of a cache, and what runs `skipjack data` in it. */
async function place(files: Readonly<Record<string, string>> = {}): Promise<{
  home: string;
  cache: string;
  data: (argv: string[], services?: Partial<Services>) => Promise<Outcome>;
}> {
  const home = await mkdtemp(join(tmpdir(), 'skipjack-data-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const cache = join(home, 'skipjack', 'datasets');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(home, name, '..'), { recursive: true });
    await writeFile(join(home, name), content);
  }
  const data = async (argv: string[], services: Partial<Services> = {}): Promise<Outcome> => {
    const io = capturedIo({ environment: { XDG_CACHE_HOME: home }, workingDirectory: home });
    return { code: await runWith({ argv: ['data', ...argv], io, services: fakeServices(services) }), io };
  };
  return { home, cache, data };
}

const MINE = 'skipjack/datasets/mine/a';
const DAMAGED = 'skipjack/datasets/cifar10/cifar-10-binary.tar.gz';

test('the list says what there is and what the cache has of it', async () => {
  const { cache, data } = await place({ [DAMAGED]: '123', [MINE]: '1' });
  const { code, io } = await data(['list']);
  expect(code).toBe(0);
  expect(io.stdout.text).toMatch(/^mnist +embedded +handwritten digits, /m);
  expect(io.stdout.text).toMatch(/^cifar10 +in cache +60,000 colour images .* 170\.1 MB +3 B$/m);
  expect(io.stdout.text).toMatch(/^cifar100 +not there /m);
  expect(io.stdout.text).toMatch(/^imagenet +folder only /m);
  expect(io.stdout.text).toMatch(/^mine +in cache +not a published data set +1 B$/m);
  expect(io.stdout.text).toContain(`The cache is ${cache}\n`);
});

test('the list as JSON', async () => {
  const { cache, data } = await place({ 'skipjack/datasets/fashion-mnist/train-labels-idx1-ubyte': '1' });
  const list = JSON.parse((await data(['list', '--json'])).io.stdout.text) as { name: string }[];
  expect(list.find(({ name }) => name === 'fashion-mnist')).toEqual({
    ...{
      name: 'fashion-mnist',
      title: 'clothes, 70,000 grey images of 28 x 28 in 10 classes',
      source: 'download',
    },
    ...{ home: 'https://github.com/zalandoresearch/fashion-mnist', downloadBytes: 30_878_645 },
    ...{ folder: join(cache, 'fashion-mnist'), cachedBytes: 1, state: 'incomplete' },
  });
});

test('what a data set is', async () => {
  const { cache, data } = await place({ [DAMAGED]: '123' });
  const { io } = await data(['info', 'cifar10']);
  expect(io.stdout.text).toContain('cifar10: 60,000 colour images of 32 x 32 in 10 classes\n');
  expect(io.stdout.text).toContain(`folder        ${join(cache, 'cifar10')}\n`);
  expect(io.stdout.text).toMatch(/^cifar-10-binary\.tar\.gz +there +https:\S+ +170\.1 MB$/m);
  expect(io.stdout.text).toMatch(/^cifar-10-python\.tar\.gz +optional +https:\S+ +170\.5 MB$/m);
  expect(io.stdout.text).toContain(
    'sha256 c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd  cifar-10-binary',
  );
  expect((await data(['info', 'imagenet'])).io.stdout.text).toContain(
    'note          its publisher gives it to registered users only',
  );
  const object = JSON.parse((await data(['info', 'mnist', '--json'])).io.stdout.text) as object;
  expect(object).toMatchObject({ name: 'mnist', source: 'embedded', files: [] });
});

test.each(['info', 'download', 'verify'])('%s of an unknown set suggests the nearest', async (command) => {
  const { data } = await place();
  const { code, io } = await data([command, 'cifar-10']);
  expect(code).toBe(2);
  expect(io.stderr.text).toMatch(
    /^skipjack: Unknown data set "cifar-10": did you mean cifar10\? The published data sets are mnist,/,
  );
});

test('a download shows its progress and says where the files are', async () => {
  const { home, cache, data } = await place();
  const asked: unknown[] = [];
  const downloadPublished: Services['downloadPublished'] = async (options) => {
    const { set, root, files, environment } = options;
    asked.push({
      set: typeof set === 'string' ? set : set.name,
      root,
      files,
      home: environment?.['XDG_CACHE_HOME'],
    });
    options.onProgress?.({ file: 'a', receivedBytes: 500, totalBytes: 2000 });
    options.onProgress?.({ file: 'a', receivedBytes: 2000, totalBytes: 2000 });
    return [join(root ?? '', 'a')];
  };
  const { code, io } = await data(['download', 'cifar10'], { downloadPublished });
  expect(code).toBe(0);
  expect(io.stdout.text).toBe(`downloaded and verified: ${join(cache, 'cifar10', 'a')}\n`);
  expect(io.stderr.lines).toEqual([
    'downloading a: 500 B of 2.0 kB (25 %)',
    'downloading a: 2.0 kB of 2.0 kB (100 %)',
  ]);
  const argv = ['download', 'cifar10', '--file', 'x', 'y', '--data-root', 'here', '--json'];
  const second = await data(argv, { downloadPublished });
  expect(JSON.parse(second.io.stdout.text)).toEqual({
    ...{ set: 'cifar10', folder: join(home, 'here'), downloaded: [join(home, 'here', 'a')] },
  });
  expect(second.io.stderr.text).toBe('');
  expect(asked).toEqual([
    { set: 'cifar10', root: join(cache, 'cifar10'), files: undefined, home },
    { set: 'cifar10', root: join(home, 'here'), files: ['x', 'y'], home },
  ]);
});

test('a download without anything to do', async () => {
  const { data } = await place();
  const downloadPublished: Services['downloadPublished'] = async () => [];
  const text = async (name: string): Promise<string> =>
    (await data(['download', name], { downloadPublished })).io.stdout.text;
  expect(await text('cifar10')).toMatch(
    /^Everything is there already, in .*; `skipjack data verify cifar10` compares/,
  );
  expect(await text('mnist')).toBe('Nothing to download of mnist: it comes with this package.\n');
});

test('a download that fails, and one that is stopped', async () => {
  const { data } = await place();
  const failing: Services['downloadPublished'] = async () => {
    throw new DataError('no network; give `root`.', { file: 'a' });
  };
  const failed = await data(['download', 'cifar10'], { downloadPublished: failing });
  expect([failed.code, failed.io.stderr.text]).toEqual([1, 'skipjack: no network; give --data-root.\n']);
  const io = capturedIo();
  const stopping: Services['downloadPublished'] = async ({ signal }) => {
    io.signals.emit('SIGINT');
    signal?.throwIfAborted();
    return [];
  };
  const services = fakeServices({ downloadPublished: stopping });
  expect(await runWith({ argv: ['data', 'download', 'cifar10'], io, services })).toBe(130);
  expect(io.stderr.text).toContain('stopping the download; the next one goes on from here');
});

test('a damaged and a missing file of a set end with 1, and each is named', async () => {
  const { cache, data } = await place({ [DAMAGED]: '123' });
  const { code, io } = await data(['verify', 'cifar10']);
  expect(code).toBe(1);
  expect(io.stdout.text).toBe(
    `damaged  ${join(cache, 'cifar10', 'cifar-10-binary.tar.gz')}: it has 3 bytes, where 170052171 were expected; delete it, and \`skipjack data download cifar10\` gets it again\n`,
  );
  const missing = await data(['verify', 'cifar100']);
  expect([missing.code, missing.io.stdout.lines.length]).toEqual([1, 1]);
  expect(missing.io.stdout.text).toMatch(
    /^missing .*cifar-100-binary.tar.gz: `skipjack data download cifar100` gets it$/m,
  );
  const json = JSON.parse((await data(['verify', '--json'])).io.stdout.text) as object[];
  expect(json).toMatchObject([{ set: 'cifar10', state: 'damaged' }]);
});

test('a cache that is empty, a file of the user, and an embedded set', async () => {
  const { data } = await place();
  const empty = await data(['verify']);
  expect([empty.code, empty.io.stdout.text]).toEqual([0, 'The cache is empty.\n']);
  const own = await (await place({ [MINE]: '1' })).data(['verify']);
  expect([own.code, own.io.stdout.text]).toEqual([
    0,
    expect.stringMatching(/^unknown .*mine\/a: no checksum of it is known\n$/),
  ]);
  const loaded: string[] = [];
  const loadDataset: Services['loadDataset'] = async ({ name }) => {
    loaded.push(name);
    return TINY;
  };
  const mnist = await data(['verify', 'mnist'], { loadDataset });
  expect([mnist.code, loaded]).toEqual([0, ['mnist']]);
  expect(mnist.io.stdout.text).toBe('mnist: ok, the files of the package are the published ones\n');
  const imagenet = await data(['verify', 'imagenet']);
  expect([imagenet.code, imagenet.io.stderr.text]).toEqual([
    2,
    expect.stringContaining('imagenet has no known checksums'),
  ]);
});

test('a folder of images is looked at, and damage ends with 1', async () => {
  const { home, data } = await place({
    'photos/cat/1.jpg': '',
    'photos/dog/readme.txt': 'x',
    'text/cat/a.txt': 'x',
  });
  const { code, io } = await data(['verify', 'photos']);
  expect(code).toBe(1);
  expect(io.stdout.text).toContain(`${join(home, 'photos')}: 1 images (0.00 MB) in 2 classes\n`);
  expect(io.stdout.text).toContain(`empty: 1\n  ${join(home, 'photos/cat/1.jpg')}: it has 0 bytes\n`);
  expect(io.stdout.text).toContain('2 findings are damage.\n');
  expect(io.stderr.lines).toEqual(['looking at the images of photos (100 %)']);
  const json = await data(['verify', './photos', '--json']);
  expect(JSON.parse(json.io.stdout.text)).toMatchObject({
    images: 1,
    damage: 2,
    counts: { empty: 1, 'empty-class': 1 },
  });
  expect(json.io.stderr.text).toBe('');
  const missing = await data(['verify', './nothing']);
  expect([missing.code, missing.io.stderr.text]).toEqual([
    1,
    expect.stringContaining('nothing does not exist, where a folder of images'),
  ]);
});

test('prune', async () => {
  const { cache, data } = await place({ [DAMAGED]: '123', [MINE]: '1' });
  expect((await data(['prune'])).io.stdout.text).toBe('There is nothing to remove.\n');
  const dry = await data(['prune', 'mine', '--dry-run']);
  expect(dry.io.stdout.text).toBe(`${join(cache, 'mine')}: 1 B\n1 B would be removed.\n`);
  const json = await data(['prune', 'mine', '--json']);
  expect(JSON.parse(json.io.stdout.text)).toEqual([{ path: join(cache, 'mine'), bytes: 1, reason: 'set' }]);
  const again = await data(['prune', 'mine']);
  expect([again.code, again.io.stderr.text]).toEqual([
    2,
    expect.stringContaining('has no data set "mine": it has cifar10.'),
  ]);
  const both = await data(['prune', 'cifar10', '--all']);
  expect([both.code, both.io.stderr.text]).toEqual([
    2,
    expect.stringContaining('--all removes every data set; give it alone'),
  ]);
  expect((await data(['prune', '--all'])).io.stdout.text).toBe(
    `${join(cache, 'cifar10')}: 3 B\n3 B removed.\n`,
  );
});
