const SUPERSCRIPTS: Readonly<Record<string, string>> = { '-': '⁻' };
const raised = (digits: string): string =>
  digits.replaceAll(/./g, (digit) => SUPERSCRIPTS[digit] ?? '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));

/** A positive number with three digits where it is of a common size, else as a power of ten, such as `3.1 · 10⁻⁹`. */
export function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.01 && size < 1000)) return String(Number(value.toPrecision(3)));
  const [digits = '', power = ''] = value.toExponential(1).split('e');
  return `${digits} · 10${raised(power.replace('+', ''))}`;
}
