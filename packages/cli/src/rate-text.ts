/**
 * Writes a learning rate.
 *
 * @param rate - The rate.
 * @returns With two digits, such as `0.083` or `1.2e-5`.
 */
export function rateText(rate: number): string {
  const rounded = Number(rate.toPrecision(2));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}
