import type { io } from '@tensorflow/tfjs-core';

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint8: 1,
  uint16: 2,
};

/**
 * How many bytes the weights of a list take in their file; undefined where strings are among them, whose lengths are in
 * the file only.
 */
export function weightBytes(specs: readonly io.WeightsManifestEntry[]): number | undefined {
  let total = 0;
  for (const { shape, dtype, quantization } of specs) {
    const bytes = BYTES[quantization?.dtype ?? dtype];
    if (bytes === undefined) return undefined;
    total += shape.reduce((size, dimension) => size * dimension, bytes);
  }
  return total;
}
