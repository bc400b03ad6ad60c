import type { PickleCursor } from './pickle-cursor.ts';
import type { PickleValue } from './pickle-value.ts';

/**
 * A whole number in two's complement, lowest byte first.
 *
 * @param bytes - At most 255 of them.
 * @returns A number where it is exact.
 */
export function longNumber(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = value * 256n + BigInt(bytes[index] ?? 0);
  const signed = BigInt.asIntN(bytes.length * 8, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

/**
 * A whole number as text; `I01` and `I00` of the oldest protocol mean true and false.
 *
 * @param cursor - At the line with the number.
 * @param isLong - Whether the instruction is that of long numbers.
 * @returns The number.
 */
export function decimalNumber(cursor: PickleCursor, isLong: boolean): PickleValue {
  const line = cursor.line();
  if (!isLong && (line === '01' || line === '00')) return line === '01';
  const number = Number(/^[+-]?\d{1,16}L?$/.test(line) ? line.replace('L', '') : 'none');
  if (!Number.isSafeInteger(number)) throw cursor.fault('a whole number that is none');
  return number;
}
