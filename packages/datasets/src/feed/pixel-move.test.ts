import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { augmentation } from '../augment/augmentation.ts';
import type { Augmentation } from '../augment/steps.ts';
import type { ImageSource } from '../image-source.ts';
import { imageBatches } from './image-batches.ts';
import { pixelMoves } from './pixel-move.ts';

const sourceOf = (height: number, width: number, channels: number): ImageSource => ({
  length: 40,
  classNames: ['one'],
  imageShape: [height, width, channels],
  fingerprint: 'test:moves',
  label: () => 0,
  nameOf: (index) => `image ${index}`,
  read: (index) => ({
    height,
    width,
    channels,
    pixels: Uint8Array.from({ length: height * width * channels }, (_, at) => (index * 83 + at * 29) % 256),
  }),
});

const FUSED: readonly (readonly Augmentation[])[] = [
  [{ type: 'padCrop', padding: 4 }, { type: 'flip' }],
  [{ type: 'padCrop', padding: 9, fill: 77 }],
  [{ type: 'padCrop', padding: 2, fill: [3, 200, 100] }, { type: 'alternatingFlip' }],
  [{ type: 'flip', probability: 0.9 }],
];
const GENERAL: readonly (readonly Augmentation[])[] = [
  [],
  [{ type: 'padCrop', padding: 4, border: 'reflect' }],
  [{ type: 'flip' }, { type: 'padCrop', padding: 4 }],
  [{ type: 'padCrop', padding: 4 }, { type: 'flip' }, { type: 'cutout', size: 2 }],
  [
    { type: 'padCrop', padding: 4 },
    { type: 'greyscale', probability: 0.5 },
  ],
];

test('only moves and flips, in this order, are written without images in between', () => {
  expect(FUSED.map((steps) => pixelMoves(augmentation(steps)) !== undefined)).toEqual(FUSED.map(() => true));
  expect(GENERAL.map((steps) => pixelMoves(augmentation(steps)) !== undefined)).toEqual(
    GENERAL.map(() => false),
  );
  expect(pixelMoves((image) => image)).toBeUndefined();
});

test.each(FUSED)('%j %j gives the numbers of the general way, to the last bit', async (...steps) => {
  const augment = augmentation(steps.filter((step) => step !== undefined));
  for (const [height, width, channels] of [
    [7, 5, 3],
    [1, 6, 3],
    [32, 32, 3],
  ] as const) {
    const source = sourceOf(height, width, channels);
    const size = height * width * channels;
    const scales = [
      { mean: Float64Array.of(125.3, 122.9, 113.8), std: Float64Array.of(62.9, 62.1, 66.7) },
      {
        mean: Float64Array.from({ length: size }, (_, at) => 100 + Math.sin(at)),
        std: new Float64Array(3).fill(255),
      },
    ];
    for (const scale of scales) {
      const indices = Array.from({ length: source.length }, (_, index) => (index * 7) % source.length);
      for (const epoch of [0, 1, 6]) {
        const numbers = async (fused: boolean): Promise<Float32Array> => {
          const { images, labels } = await imageBatches({
            source,
            scale,
            // A function of one's own goes the general way.
            augment: fused ? augment : (image, place) => augment(image, place),
            seed: 12,
          }).batch(indices, { epoch });
          const values = images.dataSync<'float32'>();
          images.dispose();
          labels.dispose();
          return values;
        };
        const [fast, general] = [await numbers(true), await numbers(false)];
        expect(Buffer.compare(new Uint8Array(fast.buffer), new Uint8Array(general.buffer))).toBe(0);
        expect(new Set(fast).size).toBeGreaterThan(2);
      }
    }
  }
});
