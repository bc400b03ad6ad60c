import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, test } from 'vitest';
import { outcome, testRows } from '../../test/compare-backends.ts';
import { refusal } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';
import { SPECTRAL } from './spectral.ts';

beforeEach(() => tf.setBackend('tensorflow'));

const signal = (...shape: number[]): tf.Tensor =>
  tf.complex(sample(shape, { seed: 3 }), sample(shape, { seed: 4 }));

testRows(SPECTRAL, [
  {
    kernel: 'FFT',
    title: 'a length of powers of 2',
    run: () => tf.spectral.fft(signal(2, 8)),
    tolerance: 1e-4,
  },
  { kernel: 'FFT', title: 'a prime length', run: () => tf.spectral.fft(signal(3, 7)), tolerance: 1e-4 },
  { kernel: 'FFT', title: 'three axes', run: () => tf.spectral.fft(signal(2, 3, 5)), tolerance: 1e-4 },
  { kernel: 'IFFT', title: 'a prime length', run: () => tf.spectral.ifft(signal(3, 7)), tolerance: 1e-4 },
  { kernel: 'FFT', title: 'rfft', run: () => tf.spectral.rfft(sample([2, 6])), tolerance: 1e-4 },
  {
    kernel: 'FFT',
    title: 'rfft, cut and padded',
    run: () => [5, 9].map((n) => tf.spectral.rfft(sample([2, 7]), n)),
    tolerance: 1e-4,
  },
  { kernel: 'IFFT', title: 'irfft', run: () => tf.spectral.irfft(signal(2, 5)), tolerance: 1e-4 },
  {
    kernel: 'FFT',
    title: 'stft',
    run: () => tf.signal.stft(sample([30]) as tf.Tensor1D, 8, 3),
    tolerance: 1e-4,
  },
]);

test('ifft undoes fft', async () => {
  const [there, back] = await outcome('tensorflow', () => [
    tf.real(signal(4, 100)),
    tf.real(tf.spectral.ifft(tf.spectral.fft(signal(4, 100)))),
  ]);
  for (const [at, value] of (back?.values ?? []).entries())
    expect(value).toBeCloseTo(there?.values[at] ?? NaN, 4);
  expect(back?.shape).toEqual([4, 100]);
});

test('no axis to transform along', () => {
  const x = tf.complex(1, 2);
  expect(refusal(() => tf.spectral.fft(x)).message).toMatch(/FFT refused its input .*rank of at least 1/);
  x.dispose();
});
