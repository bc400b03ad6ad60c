import type { SafeTensor } from './safe-tensor.ts';

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The values of a tensor as float32: its own array if they are, else a new one. `F16` and `BF16` are widened exactly, `F64` and
 * `I32` rounded to the nearest float32, `I64` by way of float64, `BOOL` becomes 0 and 1.
 *
 * @param tensor - The tensor.
 */
export function toFloat32(tensor: SafeTensor): Float32Array {
  const { dtype, data } = tensor;
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  if (dtype === 'F16') return Float32Array.from(data, fromHalf);
  if (dtype === 'BF16') return new Float32Array(Uint32Array.from(data, (bits) => bits << 16).buffer);
  return dtype === 'BOOL' ? Float32Array.from(data, (byte) => (byte === 0 ? 0 : 1)) : new Float32Array(data);
}
