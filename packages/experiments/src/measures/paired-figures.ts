import type { FiguresContent } from '@skipjack/visualize';

/** Figures two in a row, the caption below the last ones. */
export function pairedFigures(figures: readonly string[], caption: string): FiguresContent[] {
  const rows: FiguresContent[] = [];
  for (let start = 0; start < figures.length; start += 2) {
    const row: FiguresContent = { kind: 'figures', figures: figures.slice(start, start + 2) };
    rows.push(start + 2 < figures.length ? row : { ...row, caption });
  }
  return rows;
}
