import type { ProfileShare, StepProfile } from './step-profile.ts';

/** Options of {@link profileTable}. */
export interface ProfileTableOptions {
  /**
   * The most rows of each table; what is left out is one row more.
   * @defaultValue 20
   */
  readonly rows?: number;
}

/**
 * Sets a profile as two tables for a terminal: time by op type and by layer.
 *
 * @param profile - what a compiled function's `profile()` answered
 * @param options - how much of it
 * @returns lines, each with its line end.
 */
export function profileTable(profile: StepProfile, options: ProfileTableOptions = {}): string {
  const { rows = 20 } = options;
  const { steps, milliseconds, opMilliseconds, byOp, byLayer } = profile;
  const head = `${steps} ${steps === 1 ? 'step' : 'steps'} of ${fixed(milliseconds)} ms, in which ops computed for ${fixed(opMilliseconds)} ms together\n`;
  const ops = cut(byOp, rows, (rest) => ({ ...rest, op: `${byOp.length - rows} others` }));
  const layers = cut(byLayer, rows, (rest, left) => ({
    ...rest,
    layer: `${byLayer.length - rows} others`,
    forward: left.reduce((time, { forward }) => time + forward, 0),
    backward: left.reduce((time, { backward }) => time + backward, 0),
    update: left.reduce((time, { update }) => time + update, 0),
  }));
  return [
    head,
    table(
      ['op', 'count', 'ms', 'share'],
      ops.map((row) => [row.op, ...cells(row)]),
    ),
    table(
      ['layer', 'ops', 'ms', 'share', 'forward', 'backward', 'update'],
      layers.map((row) => [
        row.layer === '' ? '(no layer)' : row.layer,
        ...cells(row),
        fixed(row.forward),
        fixed(row.backward),
        fixed(row.update),
      ]),
    ),
  ].join('\n');
}

/** The first rows, and one for the rest. */
function cut<Row extends ProfileShare>(
  all: readonly Row[],
  rows: number,
  rest: (sum: ProfileShare, left: readonly Row[]) => Row,
): readonly Row[] {
  const left = all.slice(rows);
  if (left.length === 0) return all;
  const total = (field: keyof ProfileShare): number => left.reduce((sum, row) => sum + row[field], 0);
  const sum = { count: total('count'), milliseconds: total('milliseconds'), share: total('share') };
  return [...all.slice(0, rows), rest(sum, left)];
}

function cells({ count, milliseconds, share }: ProfileShare): string[] {
  return [
    Number.isInteger(count) ? String(count) : fixed(count),
    fixed(milliseconds),
    `${fixed(share * 100)} %`,
  ];
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [titles, widths.map((width) => '-'.repeat(width)), ...rows].map((row) => `${line(row)}\n`).join('');
}
