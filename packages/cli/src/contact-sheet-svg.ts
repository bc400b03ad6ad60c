import { imageHeader } from '@skipjack/datasets';

/** Options of {@link contactSheetSvg}. */
export interface ContactSheetSvgOptions {
  /** The sheet, as `contactSheet` of `@skipjack/datasets` draws it. */
  readonly png: Uint8Array;
  /** Side of the square of each picture in it, in pixels. */
  readonly cell: number;
  /** What it shows. */
  readonly title: string;
  /** What stands beside each row. */
  readonly rows: readonly string[];
  /** What stands above each column. */
  readonly columns: readonly string[];
}

const TOP = 62;
const BELOW = 8;
const LETTER = 7;
const LONGEST_NAME = 24;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const shortened = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;

/**
 * Puts a contact sheet into an SVG, with names beside its rows and above its columns.
 *
 * @param options - The sheet and its names.
 * @returns The SVG, which needs no other file.
 */
export function contactSheetSvg(options: ContactSheetSvgOptions): string {
  const { png, cell, title, columns } = options;
  const rows = options.rows.map(shortened);
  const { width, height } = imageHeader(png) ?? {};
  const [sheetWidth, sheetHeight] = [width ?? 0, height ?? 0];
  const left = 16 + LETTER * Math.max(1, ...rows.map(({ length }) => length));
  /** The middle of a cell, of which the gaps are alike. */
  const middle = (index: number, count: number, size: number): number => {
    const gap = (size - count * cell) / (count + 1);
    return gap + index * (cell + gap) + cell / 2;
  };
  const heads = columns.map((name, index) => {
    const x = left + middle(index, columns.length, sheetWidth);
    return `<text x="${x}" y="${TOP - 8}" text-anchor="middle">${escaped(name)}</text>`;
  });
  const names = rows.map((name, index) => {
    const y = TOP + middle(index, rows.length, sheetHeight) + 4;
    return `<text x="${left - 8}" y="${y}" text-anchor="end">${escaped(name)}</text>`;
  });
  const [all, tall] = [Math.max(left + sheetWidth + 8, 320), TOP + sheetHeight + BELOW];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${all} ${tall}" width="${all}" height="${tall}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    '<style>text{font:12px system-ui,sans-serif;fill:#56616f}.head{font-size:15px;font-weight:650;fill:#17202b}.paper{fill:#fff}</style>',
    `<rect class="paper" width="${all}" height="${tall}"/>`,
    `<text class="head" x="12" y="23">${escaped(title)}</text>`,
    ...heads,
    ...names,
    `<image x="${left}" y="${TOP}" width="${sheetWidth}" height="${sheetHeight}" href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/>`,
    '</svg>',
  ].join('\n');
}
