import type { ArchitectureGroup } from './architecture-graph.ts';

/** `3x3 conv` as `3×3 conv`. */
export function withTimes(text: string): string {
  return text.replaceAll(/(?<=\d)x(?=\d)/g, '×');
}

/** A shape as `56×56×256`; an open size is a question mark. */
export function shapeText(shape: readonly (number | null)[]): string {
  return shape.map((size) => size ?? '?').join('×');
}

/** A number with a unit of thousands: `25.6 M`, `3.86 G`; a dash where it is not known. */
export function quantityText(value: number | null): string {
  if (value === null) return '–';
  const units = ['', ' k', ' M', ' G', ' T'];
  let index = 0;
  let rest = value;
  while (rest >= 999.5 && index < units.length - 1) {
    rest /= 1000;
    index++;
  }
  const digits = index === 0 ? 0 : rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)}${units[index] ?? ''}`;
}

/** What all groups come to, as `25.6 M parameters, 3.86 G multiply-adds`. */
export function totalText(groups: readonly ArchitectureGroup[]): string {
  const params = groups.reduce((sum, group) => sum + group.params, 0);
  const macs = groups.reduce<number | null>(
    (sum, group) => (sum === null || group.macs === null ? null : sum + group.macs),
    0,
  );
  return `${quantityText(params)} parameters, ${quantityText(macs)} multiply-adds`;
}

/** Equal neighbours once, with their number: `2 × a`, `b`. */
export function runLengths(texts: readonly string[]): string[] {
  const runs: { readonly text: string; count: number }[] = [];
  for (const text of texts) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => (count === 1 ? text : `${count} × ${text}`));
}
