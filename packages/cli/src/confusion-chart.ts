/** Options of {@link confusionChart}. */
export interface ConfusionChartOptions {
  /** What was measured. */
  readonly title: string;
  /** The classes. */
  readonly classNames: readonly string[];
  /** Samples by their class, and in each row by the class answered. */
  readonly counts: readonly (readonly number[])[];
}

const LETTER = 6.6;
const LONGEST_NAME = 20;
const TITLE = 40;
const GAP = 8;
/** Numbers are drawn into cells of at least that side. */
const ROOM_FOR_NUMBERS = 22;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const shortened = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;

/** Side of a cell: small ones where there are many classes. */
function sideOf(classes: number): number {
  if (classes <= 12) return 44;
  if (classes <= 30) return 28;
  return Math.max(2, Math.floor(840 / classes));
}

/** Right answers in blue and wrong ones in orange, each as dark as its share of the class. */
function cell(
  count: number,
  total: number,
  place: { readonly x: number; readonly y: number; readonly side: number; readonly right: boolean },
): string {
  if (count === 0) return '';
  const { x, y, side, right } = place;
  // The square root: one error in a hundred is to be seen.
  const share = Math.sqrt(count / total);
  const box = `<rect x="${x}" y="${y}" width="${side}" height="${side}" class="${right ? 'right' : 'wrong'}" fill-opacity="${share.toFixed(3)}"/>`;
  if (side < ROOM_FOR_NUMBERS) return box;
  const ink = share > 0.6 ? 'light' : 'dark';
  return `${box}<text class="${ink}" x="${x + side / 2}" y="${y + side / 2 + 4}" text-anchor="middle">${count}</text>`;
}

/**
 * Draws a confusion matrix: a row for each class, a column for each class that was answered.
 *
 * @param options - Counts and names.
 * @returns The SVG.
 */
export function confusionChart(options: ConfusionChartOptions): string {
  const { title, counts } = options;
  const names = options.classNames.map(shortened);
  const classes = counts.length;
  const side = sideOf(classes);
  const named = side >= 10;
  const room = named ? GAP + LETTER * Math.max(1, ...names.map(({ length }) => length)) : GAP;
  const [left, top] = [room + 24, TITLE + room + 20];
  const [width, height] = [Math.max(left + classes * side + 16, 320), top + classes * side + 16];
  const cells = counts.flatMap((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, answer) =>
      cell(count, total, {
        ...{ x: left + answer * side, y: top + label * side, side },
        right: answer === label,
      }),
    );
  });
  const labels = named
    ? names.flatMap((name, index) => {
        const middle = index * side + side / 2;
        const [x, y] = [left + middle + 4, top - GAP];
        return [
          `<text x="${left - GAP}" y="${top + middle + 4}" text-anchor="end">${escaped(name)}</text>`,
          `<text x="${x}" y="${y}" transform="rotate(-90 ${x} ${y})">${escaped(name)}</text>`,
        ];
      })
    : [];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    '<style>text{font:11px system-ui,sans-serif;fill:#56616f}.head{font-size:15px;font-weight:650;fill:#17202b}.paper{fill:#fff}.right{fill:#0d3d78}.wrong{fill:#b85a00}.light{fill:#fff}.dark{fill:#17202b}.edge{fill:none;stroke:#8a95a3}</style>',
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="head" x="12" y="23">${escaped(title)}</text>`,
    `<text x="12" y="40">rows: what it is; columns: what it is taken for</text>`,
    ...labels,
    ...cells.filter((each) => each !== ''),
    `<rect class="edge" x="${left}" y="${top}" width="${classes * side}" height="${classes * side}"/>`,
    '</svg>',
  ].join('\n');
}
