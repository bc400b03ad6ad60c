const MISSING = '–';

/** A whole number with a comma between thousands, such as `273,978`; a dash where it is not finite. */
export function formatInteger(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : MISSING;
}

/** A fraction of 1 as percent with one decimal, such as `21.3%`; a dash where it is not finite. */
export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${(100 * fraction).toFixed(1)}%` : MISSING;
}

/** A difference with its sign, its size written by `format`: `+19.2`, `−0.4`, or `±0` where the size reads as zero. */
export function formatSigned(value: number, format: (size: number) => string): string {
  if (!Number.isFinite(value)) return MISSING;
  const size = format(Math.abs(value));
  return size === format(0) ? '±0' : `${value < 0 ? '−' : '+'}${size}`;
}

/** The way from one fraction to another in percentage points, such as `+19.2 points`: the difference of the two as {@link formatPercent} prints them. */
export function formatPoints(from: number, to: number): string {
  const difference = (Math.round(1000 * to) - Math.round(1000 * from)) / 10;
  return Number.isFinite(difference)
    ? `${formatSigned(difference, (size) => size.toFixed(1))} points`
    : MISSING;
}

/** A time in seconds as hours, minutes and seconds, such as `4 min 12 s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return MISSING;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}
