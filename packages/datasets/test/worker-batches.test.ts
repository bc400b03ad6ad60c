import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { execFile } from 'node:child_process';
import { rmSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Datasets from '../src/index.ts';
import type { Augmentation, ImageBatches, TensorBatch } from '../src/index.ts';
import { compileDatasets, removeCompiled } from './compile-datasets.mjs';
import { folderOf, pngBytes } from './image-fixture.ts';

// Worker threads run JavaScript: here all of the package is a compiled copy.
let compiled: string;
let datasets: typeof Datasets;
let pets: string;
const IMAGES = 24;

beforeAll(async () => {
  compiled = compileDatasets();
  datasets = await import(pathToFileURL(join(compiled, 'src', 'index.js')).href);
  const files: Record<string, Uint8Array> = {};
  for (let index = 0; index < IMAGES; index += 1) {
    const name = `train/${index % 2 === 0 ? 'cat' : 'dog'}/${String(index).padStart(2, '0')}.png`;
    files[name] = pngBytes(9 + (index % 5), 8 + (index % 7), [index * 10, 255 - index, 128]);
  }
  files['val/cat/a.png'] = pngBytes(9, 9, [1, 2, 3]);
  files['val/dog/a.png'] = pngBytes(9, 9, [3, 2, 1]);
  pets = await folderOf(files);
});

afterAll(() => {
  removeCompiled(compiled);
  rmSync(pets, { recursive: true });
});

const scale = { mean: Float64Array.of(120, 110, 100), std: Float64Array.of(60, 61, 62) };
const AUGMENT: readonly Augmentation[] = [
  { type: 'randomResizedCrop', size: 6 },
  { type: 'flip' },
  { type: 'colourJitter', brightness: 0.4 },
];
const PREPARE: readonly Augmentation[] = [
  { type: 'resizeShortSide', size: 8 },
  { type: 'centreCrop', size: 7 },
];

async function bytesOf(made: TensorBatch | Promise<TensorBatch>): Promise<string> {
  const { images, labels } = await made;
  const values = await images.data<'float32'>();
  const text = `${images.shape.join('x')} ${Buffer.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).toString('base64')} ${[...(await labels.data())].join()}`;
  images.dispose();
  labels.dispose();
  return text;
}

/** What one sees of a source: training of three epochs in batches of several sizes, and an evaluation. */
async function seen(batches: ImageBatches): Promise<string[]> {
  const all: Promise<string>[] = [];
  for (const epoch of [0, 1, 5])
    for (const [from, to] of [
      [0, 7],
      [7, 8],
      [3, 20],
    ] as const) {
      const indices = Array.from({ length: to - from }, (_, place) => ((from + place) * 5) % batches.length);
      all.push(bytesOf(batches.batch(indices, { epoch })));
    }
  all.push(bytesOf(batches.batch([4, 0, 4])));
  return await Promise.all(all);
}

test('any number of workers gives the bytes of none, from files and from memory', async () => {
  const { augmentation, imageBatches, openSource, splitSource, fromArrays, workerBatches, subset } = datasets;
  const spec = `folder:${pets}`;
  const folder = (await openSource({ spec })).train;
  const split = {
    images: Uint8Array.from({ length: 20 * 48 }, (_, at) => (at * 37) % 256),
    labels: Uint8Array.from({ length: 20 }, (_, at) => at % 3),
  };
  const memorySource = splitSource(fromArrays({ imageShape: [4, 4, 3], train: split, test: split }), 'train');
  const indices = [5, 3, 8, 1, 0, 2, 9, 11, 23];
  const cases = [
    { source: folder, images: { spec, part: 'train' }, augment: AUGMENT, prepare: PREPARE },
    {
      source: subset({ split: folder, indices }),
      images: { spec, part: 'train', indices },
      augment: AUGMENT,
      prepare: PREPARE,
    },
    {
      source: memorySource,
      images: memorySource,
      augment: [{ type: 'padCrop', padding: 2 }, { type: 'flip' }],
      prepare: undefined,
    },
  ] as const;
  const before = memory().numTensors;
  for (const { source, images, augment, prepare } of cases) {
    const expected = await seen(
      imageBatches({
        source,
        scale,
        augment: augmentation(augment),
        prepare: prepare && augmentation(prepare),
        seed: 9,
      }),
    );
    for (const workers of [1, 3]) {
      const batches = await workerBatches({ images, scale, augment, prepare, seed: 9, workers, depth: 3 });
      expect([batches.length, batches.fingerprint]).toEqual([source.length, source.fingerprint]);
      expect(await seen(batches)).toEqual(expected);
      await batches.dispose();
    }
  }
  expect(memory().numTensors).toBe(before);
});

test('batches of images of other sizes follow each other; within one they are refused by name', async () => {
  const { imageBatches, openSource, workerBatches } = datasets;
  const images = { spec: `folder:${pets}`, part: 'train' } as const;
  const { train: source } = await openSource({ spec: images.spec });
  const alone = imageBatches({ source, scale });
  const batches = await workerBatches({ images, scale, workers: 2 });
  for (const index of [0, 1, 2, 0])
    expect(await bytesOf(batches.batch([index]))).toBe(await bytesOf(alone.batch([index])));
  await expect(batches.batch([0, 1, 2])).rejects.toThrow('comes out as');
  expect(await bytesOf(batches.batch([3]))).toBe(await bytesOf(alone.batch([3])));
  await expect(batches.batch([99])).rejects.toThrow('Index 99 names no image');
  await batches.dispose();
  await expect(batches.batch([0])).rejects.toThrow('The workers have been disposed of.');
});

test('a damaged image ends all workers, by name, or is left out where that is allowed', async () => {
  const { workerBatches } = datasets;
  const file = join(pets, 'train', 'cat', '04.png');
  const whole = readFileSync(file);
  const before = memory().numTensors;
  writeFileSync(file, whole.subarray(0, 60));
  try {
    const options = {
      images: { spec: `folder:${pets}`, part: 'train' },
      scale,
      augment: AUGMENT,
      workers: 2,
    } as const;
    const all = Array.from({ length: IMAGES }, (_, index) => index);
    const strict = await workerBatches(options);
    const [one, two] = await Promise.allSettled([
      strict.batch(all, { epoch: 0 }),
      strict.batch(all, { epoch: 1 }),
    ]);
    for (const outcome of [one, two])
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DataError', file } });
    await expect(strict.batch([0], { epoch: 0 })).rejects.toThrow('04.png');
    await strict.dispose();

    const told: string[] = [];
    const tolerant = await workerBatches({
      ...options,
      damagePolicy: { skipUpTo: 0.05 },
      onSkipped: ({ name }) => told.push(name),
    });
    for (const epoch of [0, 1]) {
      const { images, labels } = await tolerant.batch(all, { epoch });
      images.dispose();
      labels.dispose();
    }
    expect(told).toEqual([file]);
    expect(tolerant.skipped).toMatchObject([{ index: 2, name: file, replacement: 3 }]);
    await tolerant.dispose();
  } finally {
    writeFileSync(file, whole);
  }
  expect(memory().numTensors).toBe(before);
});

test('a worker that ends, throws or hangs fails its batches soon, and the other workers stop', async () => {
  const { workerBatches, splitSource, fromArrays } = datasets;
  const split = { images: new Uint8Array(40), labels: new Uint8Array(40) };
  const images = splitSource(
    fromArrays({ name: 'dots', imageShape: [1, 1, 1], train: split, test: split }),
    'train',
  );
  const program = join(compiled, 'src', 'feed', 'workers', 'batch-worker.js');
  const source = readFileSync(program, 'utf8');
  const faults: readonly (readonly [string, string])[] = [
    ['process.exit(3)', 'Worker 1 ended with exit code 3; the last one was dots train 25'],
    [
      "setImmediate(() => { throw new Error('no luck'); }); await new Promise(() => {})",
      'Worker 1 ended: no luck; the last one was dots train 25',
    ],
    [
      'await new Promise(() => {})',
      'Worker 1 began no image for 0.3 seconds; the last one was dots train 25',
    ],
    ['for (;;);', 'Worker 1 began no image for 0.3 seconds'],
  ];
  for (const [fault, message] of faults) {
    writeFileSync(
      program,
      source.replace(
        'const filled = await',
        `if (indices[1] === 21) { begun(25); ${fault}; }\n const filled = await`,
      ),
    );
    const batches = await workerBatches({
      images,
      scale: { mean: Float64Array.of(0), std: Float64Array.of(1) },
      workers: 2,
      deadline: 0.3,
    });
    const all = Array.from({ length: 40 }, (_, index) => index);
    const started = performance.now();
    const outcomes = await Promise.allSettled([batches.batch(all), batches.batch(all), batches.batch(all)]);
    for (const outcome of outcomes) {
      expect(outcome.status).toBe('rejected');
      if (outcome.status === 'rejected') expect(String(outcome.reason)).toContain(message);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
    await batches.dispose();
  }
  writeFileSync(program, source);
});

test('a process whose workers are idle ends without dispose, and with work it does not end early', async () => {
  const program = join(compiled, 'idle.js');
  writeFileSync(
    program,
    `import '@tensorflow/tfjs-backend-cpu';
    import { workerBatches } from './src/index.js';
    const batches = await workerBatches({ images: { spec: 'synthetic:4x4x1', part: 'train' }, scale: { mean: [0], std: [1] }, workers: 2 });
    const { images } = await batches.batch([1, 2, 3], { epoch: 0 });
    console.log(images.shape.join());`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 20_000 });
  expect(stdout.trim().split('\n').at(-1)).toBe('3,4,4,1');
});

test('options are checked before a worker starts', async () => {
  const { workerBatches, openSource } = datasets;
  const images = { spec: 'synthetic:4x4x1', part: 'train' } as const;
  await expect(workerBatches({ images, scale, workers: 0 })).rejects.toThrow(
    'workers must be a whole number of at least 1; got 0.',
  );
  await expect(workerBatches({ images, scale, workers: 1, deadline: 0 })).rejects.toThrow(
    'deadline must be a positive number of seconds; got 0.',
  );
  await expect(
    workerBatches({ images, scale, workers: 1, augment: [{ type: 'flip', probability: 2 }] }),
  ).rejects.toThrow('probability');
  const opened = (await openSource({ spec: images.spec })).train;
  await expect(workerBatches({ images: opened, scale, workers: 1 })).rejects.toThrow(
    'cannot be sent to workers as an opened source; give their text instead',
  );
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(workerBatches({ images, scale, workers: 1, signal })).rejects.toThrow('enough');
});
