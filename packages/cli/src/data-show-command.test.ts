import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageFromBytes, imageHeader, openSource } from '@skipjack/datasets';
import { recipeNamed } from '@skipjack/recipes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { contactSheetSvg } from './contact-sheet-svg.ts';
import { runWith } from './run.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skipjack-show-'));
});
afterAll(async () => rm(folder, { recursive: true }));

async function show(...argv: string[]): Promise<{ code: number; io: CapturedIo }> {
  const io = capturedIo({ workingDirectory: folder });
  return { code: await runWith({ argv: ['data', 'show', ...argv], io, services: fakeServices() }), io };
}

const SET = 'synthetic:8x8x3x5,50';

test('a PNG of the first epochs of samples from the whole set', async () => {
  const flags = ['--recipe', 'resnet-cifar', '--rows', '3', '--columns', '4', '--json'];
  const { code, io } = await show(SET, '--png', 'sheet.png', ...flags);
  expect(code).toBe(0);
  const said = JSON.parse(io.stdout.text) as Record<string, unknown>;
  const { train } = await openSource({ spec: SET });
  const samples = [0, 16, 33].map((index) => ({
    index,
    name: train.nameOf(index),
    class: train.classNames[train.label(index)],
  }));
  expect(said).toEqual({
    ...{ file: 'sheet.png', width: 4 * 100 + 4, height: 3 * 100 + 4, set: 'synthetic' },
    ...{ recipe: 'resnet-cifar', steps: recipeNamed('resnet-cifar').data.augment, seed: 0, columns: 4 },
    samples,
  });
  const bytes = await readFile(join(folder, 'sheet.png'));
  const sheet = await imageFromBytes({ bytes, name: 'sheet.png' });
  const first = await train.read(0);
  const pixel = (x: number, y: number): number[] => [
    ...sheet.pixels.subarray((y * sheet.width + x) * 3, (y * sheet.width + x) * 3 + 3),
  ];
  // The sample as it is, each pixel enlarged twelve times, after a gap of four pixels. A palette has its own colours.
  for (const [x, y] of [
    [0, 0],
    [3, 5],
    [7, 7],
  ] as const) {
    const at = (y * 8 + x) * 3;
    for (const [channel, value] of pixel(4 + x * 12 + 6, 4 + y * 12 + 6).entries())
      expect(Math.abs(value - (first.pixels[at + channel] ?? 0))).toBeLessThan(40);
  }
});

test('an SVG that holds the pictures and names the rows and columns', async () => {
  const { code, io } = await show(SET, '--recipe', 'resnet-cifar', '--svg', '--rows', '2', '--columns', '3');
  expect(code).toBe(0);
  expect(io.stdout.text).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  const { train } = await openSource({ spec: SET });
  for (const text of ['as it is', 'epoch 1', 'epoch 2', train.classNames[train.label(0)], 'resnet-cifar'])
    expect(io.stdout.text).toContain(String(text));
  const [, data = ''] = /base64,([^"]+)"/.exec(io.stdout.text) ?? [];
  expect(imageHeader(Buffer.from(data, 'base64'))).toMatchObject({ format: 'PNG', width: 304, height: 204 });
  const file = await show(SET, '--recipe', 'resnet-cifar', '--svg', 'sheet.svg');
  expect(file.io.stdout.text).toBe('sheet.svg\n');
  expect(await readFile(join(folder, 'sheet.svg'), 'utf8')).toContain('epoch 7');
});

test('names of rows are escaped and cut, and stand in the middle of their pictures', () => {
  const png = new Uint8Array(24);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(png.buffer).setUint32(16, 204);
  new DataView(png.buffer).setUint32(20, 104);
  const svg = contactSheetSvg({
    ...{ png, cell: 96, title: 'A & B', columns: ['one', 'two'] },
    rows: [`<b>${'x'.repeat(40)}`],
  });
  expect(svg).toContain(`&lt;b&gt;${'x'.repeat(20)}…`);
  expect(svg).toContain('aria-label="A &amp; B"');
  const left = 16 + 7 * 24;
  expect(svg).toContain(`<text x="${left + 4 + 48}" y="54" text-anchor="middle">one</text>`);
  expect(svg).toContain(`<text x="${left + 4 + 96 + 4 + 48}" y="54" text-anchor="middle">two</text>`);
});

test('what is not drawn is said', async () => {
  const plain = await show(SET, '--recipe', 'mnist-quick', '--png', 'plain.png');
  expect(plain.io.stderr.text).toBe(
    'The recipe mnist-quick changes no image, so all pictures of a row are the same.\n',
  );
  const mixed = { ...recipeNamed('resnet-cifar'), mixing: { mixup: 0.2 } };
  await writeFile(join(folder, 'mixed.json'), JSON.stringify(mixed));
  const { io } = await show(SET, '--recipe', 'mixed.json', '--png', 'mixed.png');
  expect(io.stderr.text).toContain('mixes the images of a batch besides');
});

test("a folder of the user's own", async () => {
  await show(SET, '--recipe', 'mnist-quick', '--rows', '1', '--columns', '1', '--png', 'one.png');
  const one = await readFile(join(folder, 'one.png'));
  for (const name of ['cats/1', 'cats/2', 'dogs/1', 'dogs/2']) {
    await mkdir(join(folder, 'pets', name, '..'), { recursive: true });
    await writeFile(join(folder, 'pets', `${name}.png`), one);
  }
  const flags = ['--recipe', 'torchvision-reference', '--rows', '2', '--json', '--svg', 'pets.svg'];
  const { code, io } = await show(`folder:${join(folder, 'pets')}`, ...flags);
  expect(io.stderr.text).toBe('');
  expect(code).toBe(0);
  const { samples } = JSON.parse(io.stdout.text) as { samples: { class: string }[] };
  expect(samples.map((sample) => sample.class)).toEqual(['cats', 'dogs']);
});

test.each<[string[], string, number]>([
  [
    ['mnis', '--recipe', 'vgg', '--svg'],
    'Unknown data set "mnis": did you mean mnist? Give one of mnist,',
    2,
  ],
  [['folder', '--recipe', 'vgg', '--svg'], 'The data set folder needs a path; give folder:/path.', 2],
  [['mnist', '--recipe', 'vg', '--svg'], 'Unknown recipe "vg": did you mean vgg?', 2],
  [['mnist', '--svg'], "required option '--recipe <recipe>' not specified", 2],
  [['mnist', '--recipe', 'vgg'], 'Nothing says where to draw; give --svg <file> or --png <file>.', 2],
  [['mnist', '--recipe', 'vgg', '--svg', '--png', 'a'], '--svg and --png are different outputs', 2],
  [
    ['mnist', '--recipe', 'vgg', '--svg', '--json'],
    '--json and a drawing on stdout are different outputs',
    2,
  ],
  [
    ['mnist', '--recipe', 'vgg', '--png', 'a', '--rows', '0'],
    '--rows must be a whole number from 1 to 100',
    2,
  ],
  [
    ['synthetic:8x8x3', '--recipe', 'resnet-cifar', '--png', 'none/a.png'],
    'none/a.png cannot be written (ENOENT); name a file in a folder that exists and is yours.',
    1,
  ],
  [['folder:/nowhere', '--recipe', 'vgg', '--png', 'a.png'], '/nowhere', 1],
])('data show %j is refused', async (argv, message, exitCode) => {
  const { code, io } = await show(...argv);
  expect(io.stderr.text).toContain(message);
  expect({ code, lines: io.stderr.lines.length, out: io.stdout.text }).toEqual({
    ...{ code: exitCode, lines: 1, out: '' },
  });
});
