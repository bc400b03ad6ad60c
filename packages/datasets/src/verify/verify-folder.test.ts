import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { folderReportText } from './folder-report.ts';
import { verifyFolder } from './verify-folder.ts';

async function encoded(format: 'jpeg' | 'png', grey: number): Promise<Uint8Array> {
  const image = sharp({
    create: { width: 40, height: 30, channels: 3, background: { r: grey, g: 99, b: 1 } },
  });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}

async function folder(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'skipjack-verify-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

const short = (root: string, path: string): string => path.slice(root.length + 1);

test('a sound folder', async () => {
  const root = await folder({
    ...{ 'cat/1.jpg': await encoded('jpeg', 1), 'cat/deep/2.png': await encoded('png', 2) },
    ...{ '__proto__/3.JPEG': await encoded('jpeg', 3), 'cat/.hidden': 'x' },
  });
  const seen: number[] = [];
  const report = await verifyFolder({ root, onProgress: ({ done, total }) => seen.push(done / total) });
  expect(report).toMatchObject({
    ...{
      root,
      splits: [''],
      classNames: ['__proto__', 'cat'],
      images: 3,
      counts: {},
      damage: 0,
      findings: [],
    },
  });
  expect(report.bytes).toBeGreaterThan(500);
  expect(seen).toHaveLength(3);
  expect(seen.at(-1)).toBe(1);
  expect(folderReportText(report)).toBe(`${root}: 3 images (0.00 MB) in 2 classes\n\nNothing is damaged.\n`);
});

test('everything that is wrong is found, each by its kind', async () => {
  const [one, two, three] = [await encoded('jpeg', 1), await encoded('png', 2), await encoded('jpeg', 3)];
  const bomb = Uint8Array.from(two);
  new DataView(bomb.buffer).setUint32(16, 65_535);
  new DataView(bomb.buffer).setUint32(20, 65_535);
  const broken = Uint8Array.from(two);
  broken.fill(0xaa, 45, 60);
  const root = await folder({
    ...{
      'cat/1.jpg': one,
      'cat/2.JPEG': two,
      'cat/bomb.png': bomb,
      'cat/broken.png': broken,
      'cat/copy.jpg': one,
    },
    ...{
      'cat/cut.jpg': three.subarray(0, three.length - 200),
      'cat/empty.png': '',
      'cat/text.jpg': 'a text',
    },
    ...{ 'cat/map.bmp': `BM${'\0'.repeat(60)}`, 'cat/notes.txt': 'x', 'cat/new\nline.jpg': one },
    ...{ 'dog/1.jpg': one, 'dog/3.jpg': three, 'Dog/4.png': await encoded('png', 4), 'none/readme.md': 'x' },
    'loose.png': two,
  });
  await symlink('/etc/passwd', join(root, 'cat', 'link.jpg'));
  await symlink(root, join(root, 'dog', 'loop'));
  const report = await verifyFolder({ root });
  const found = report.findings.map(({ kind, severity, file }) => `${kind} ${severity} ${short(root, file)}`);
  expect(found).toEqual([
    'wrong-extension note cat/2.JPEG',
    'oversized damage cat/bomb.png',
    'damaged damage cat/broken.png',
    'duplicate note cat/copy.jpg',
    'truncated damage cat/cut.jpg',
    'empty damage cat/empty.png',
    'link damage cat/link.jpg',
    'unsupported damage cat/map.bmp',
    'bad-name damage cat/new\nline.jpg',
    'other-file note cat/notes.txt',
    'no-image damage cat/text.jpg',
    'bad-name damage dog',
    'mislabelled damage dog/1.jpg',
    'link damage dog/loop',
    'no-class damage loose.png',
    'empty-class damage none',
    'other-file note none/readme.md',
  ]);
  expect(report.damage).toBe(13);
  expect(report.counts).toMatchObject({ link: 2, 'bad-name': 2, 'other-file': 2, mislabelled: 1 });
  const mislabelled = report.findings.find(({ kind }) => kind === 'mislabelled');
  expect(mislabelled?.other).toBe(join(root, 'cat/1.jpg'));
  expect(mislabelled?.problem).toBe(`it is the same file as ${join(root, 'cat/1.jpg')}, in the class "cat"`);
  expect(report.findings.find(({ kind }) => kind === 'oversized')?.problem).toBe(
    'its header claims 65535 x 65535 pixels, more than 64000000',
  );
  expect(report.findings.find(({ kind }) => kind === 'wrong-extension')?.problem).toBe(
    'it is a PNG, and its name says JPEG',
  );
  const text = folderReportText(report, 1);
  expect(text).toContain('link: 2\n');
  expect(text).toContain('  and 1 more\n');
  expect(text).toContain('duplicate (a note): 1\n');
  expect(text).toContain('13 findings are damage.\n');
  expect(folderReportText(report)).toContain(JSON.stringify(join(root, 'cat/new\nline.jpg')));
});

test('train and val are sets of classes, and a file in both is noted', async () => {
  const one = await encoded('jpeg', 1);
  const root = await folder({
    'train/cat/1.jpg': one,
    'val/cat/2.jpg': one,
    'val/dog/3.jpg': await encoded('jpeg', 2),
  });
  const report = await verifyFolder({ root });
  expect([report.splits, report.classNames, report.images]).toEqual([['train', 'val'], ['cat', 'dog'], 3]);
  expect(report.findings).toMatchObject([
    { kind: 'in-two-splits', severity: 'note', other: join(root, 'train/cat/1.jpg') },
  ]);
});

test('a folder without classes, one that is missing, and a number that is none', async () => {
  const root = await folder({ 'file.txt': 'x' });
  expect((await verifyFolder({ root })).findings).toMatchObject([{ kind: 'no-class', file: root }]);
  await expect(verifyFolder({ root: join(root, 'no') })).rejects.toThrow(
    'no does not exist, where a folder of images',
  );
  await expect(verifyFolder({ root, concurrency: 0 })).rejects.toThrow(
    'concurrency must be a positive whole number; got 0.',
  );
});

test('abort ends it', async () => {
  const root = await folder({ 'cat/1.jpg': await encoded('jpeg', 1), 'cat/2.jpg': await encoded('jpeg', 2) });
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Error('stopped by the user'));
  await expect(
    verifyFolder({ root, concurrency: 1, signal: controller.signal, onProgress: stop }),
  ).rejects.toThrow('stopped by the user');
});
