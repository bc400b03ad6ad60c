/**
 * Writes a fraction as a percentage.
 *
 * @param fraction - In [0, 1]; NaN where it is not known.
 * @returns Such as `12.34 %`, or `-`.
 */
export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(2)} %` : '-';
}

/**
 * Writes a whole number with commas.
 *
 * @param value - The number; it is rounded.
 * @returns Such as `273,978`, or `-` where it is not known.
 */
export function grouped(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '-';
}

/**
 * Writes a duration.
 *
 * @param seconds - Its length.
 * @returns Such as `42 s`, `3 min 05 s` or `2 h 07 min`, or `-` where it is not known.
 */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '-';
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/**
 * Writes a number of things.
 *
 * @param count - How many.
 * @param thing - What one of them is called; an s makes it more.
 * @returns Such as `1 step` or `50 steps`.
 */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/**
 * Joins names in a sentence.
 *
 * @param names - At least one.
 * @returns Such as `a`, `a and b` or `a, b and c`.
 */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/**
 * Writes a number of bytes, in powers of ten.
 *
 * @param bytes - How many.
 * @returns Such as `512 B`, `5.1 kB`, `170.1 MB` or `1.33 GB`.
 */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
