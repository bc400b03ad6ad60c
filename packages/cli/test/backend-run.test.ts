import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageSplit } from '@skipjack/datasets';
import type { DegradationSummary } from '@skipjack/experiments';
import { expect, onTestFinished, test } from 'vitest';
import { runWith } from '../src/run.ts';
import { SERVICES } from '../src/services.ts';
import type { Services } from '../src/services.ts';
import { capturedIo } from './capture.ts';

const some = ({ images, labels, imageShape }: ImageSplit): ImageSplit => ({
  length: 256,
  imageShape,
  images: images.subarray(0, 256 * 28 * 28),
  labels: labels.subarray(0, 256),
});

/** The first digits of MNIST: measuring on all of them takes wasm a while. */
const loadDataset: Services['loadDataset'] = async (options) => {
  const dataset = await SERVICES.loadDataset(options);
  return { ...dataset, train: some(dataset.train), test: some(dataset.test) };
};

test('--backend wasm trains on MNIST without the library, and the report says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-backend-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const io = capturedIo({ workingDirectory: folder });
  const line = 'reproduce degradation --backend wasm --nets resnet8 --steps 12 --batch 16 --out run';
  const code = await runWith({ argv: line.split(' '), io, services: { ...SERVICES, loadDataset } });
  expect({ code, lastLine: io.stderr.lines.at(-1) }).toEqual({
    code: 0,
    lastLine: expect.stringContaining('resnet8') as string,
  });

  expect(io.stderr.lines[0]).toMatch(/^The backend wasm is about \d+ times slower than TensorFlow's library/);
  const summary = JSON.parse(
    await readFile(join(folder, 'run', 'summary.json'), 'utf8'),
  ) as DegradationSummary;
  expect(summary).toMatchObject({ complete: true, versions: { backend: 'wasm' } });
  expect(summary.versions).toHaveProperty('@tensorflow/tfjs-backend-wasm');
  expect(summary.versions).not.toHaveProperty('tensorflow');
  const [net] = summary.nets;
  expect(net?.testError).toBeLessThan(0.9);
  const report = await readFile(join(folder, 'run', 'report.html'), 'utf8');
  expect(report.replaceAll(/<[^>]+>/g, '')).toContain('--backend wasm');
});
