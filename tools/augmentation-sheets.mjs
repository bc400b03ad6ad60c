// @ts-check
// Draws the contact sheets of docs/guide/augmentation.md out of real MNIST digits: node tools/augmentation-sheets.mjs [--check]
// --check writes nothing and fails where a picture is not what the steps make now. It works on the built packages.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'guide', 'augmentation');
const { contactSheet, imageFromBytes, mnist } = await import(
  pathToFileURL(join(ROOT, 'packages', 'datasets', 'dist', 'index.js')).href
);

/** @type {Record<string, { steps: object[], tinted?: boolean }>} */
const SHEETS = {
  'pad-crop': { steps: [{ type: 'padCrop', padding: 4 }] },
  'pad-crop-reflect': { steps: [{ type: 'padCrop', padding: 8, border: 'reflect' }] },
  flip: { steps: [{ type: 'flip' }] },
  'alternating-flip': { steps: [{ type: 'alternatingFlip' }] },
  'random-resized-crop': { steps: [{ type: 'randomResizedCrop', size: 28 }] },
  'scale-jitter': {
    steps: [
      { type: 'scaleJitter', from: 32, to: 60 },
      { type: 'randomCrop', size: 28 },
    ],
  },
  rotate: { steps: [{ type: 'rotate', degrees: 15 }] },
  'colour-jitter': {
    steps: [{ type: 'colourJitter', brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }],
    tinted: true,
  },
  'photometric-distortion': { steps: [{ type: 'photometricDistortion' }], tinted: true },
  greyscale: { steps: [{ type: 'greyscale', probability: 0.5 }], tinted: true },
  'pca-noise': { steps: [{ type: 'pcaNoise', std: 0.5 }], tinted: true },
  'rand-augment': { steps: [{ type: 'randAugment' }], tinted: true },
  'trivial-augment': { steps: [{ type: 'trivialAugment' }], tinted: true },
  'random-erasing': { steps: [{ type: 'randomErasing', fill: 'noise' }] },
  cutout: { steps: [{ type: 'cutout', size: 12, fill: 128 }] },
};

const { train } = await mnist();
const [height, width] = train.imageShape;
const size = height * width;
const digit = (/** @type {number} */ index) => ({
  height,
  width,
  channels: 1,
  pixels: train.images.subarray(index * size, (index + 1) * size),
});

/** The digit in one of three colours on another, for the steps that work on colour. */
const tinted = (/** @type {number} */ index) => {
  const inks = [
    [240, 200, 40],
    [70, 190, 230],
    [230, 90, 110],
  ];
  const papers = [
    [30, 60, 110],
    [90, 40, 30],
    [20, 80, 50],
  ];
  const { pixels } = digit(index);
  const rgb = new Uint8Array(size * 3);
  for (let at = 0; at < rgb.length; at += 1) {
    const share = pixels[Math.floor(at / 3)] / 255;
    rgb[at] = Math.round(inks[index % 3][at % 3] * share + papers[index % 3][at % 3] * (1 - share));
  }
  return { height, width, channels: 3, pixels: rgb };
};

const check = process.argv.includes('--check');
mkdirSync(FOLDER, { recursive: true });
const stale = [];
for (const [name, { steps, tinted: colour = false }] of Object.entries(SHEETS)) {
  const file = join(FOLDER, `${name}.png`);
  const read = colour ? tinted : digit;
  const png = await contactSheet({
    source: { length: train.length, read },
    steps,
    seed: 1,
    rows: 3,
    columns: 9,
    cell: 56,
  });
  if (!check) {
    writeFileSync(file, png);
    console.log(`${name}.png: ${png.length} bytes`);
  } else if (!existsSync(file) || !(await samePixels(readFileSync(file), png))) stale.push(name);
}
if (stale.length > 0) {
  console.error(
    `These pictures are not what the steps make now: ${stale.join(', ')}; run node tools/augmentation-sheets.mjs.`,
  );
  process.exitCode = 1;
}

/** The bytes of a PNG change with the version of sharp, the pixels do not. */
async function samePixels(/** @type {Uint8Array} */ one, /** @type {Uint8Array} */ other) {
  const [first, second] = await Promise.all(
    [one, other].map((bytes) => imageFromBytes({ bytes, name: 'sheet' })),
  );
  return Buffer.compare(first.pixels, second.pixels) === 0;
}
