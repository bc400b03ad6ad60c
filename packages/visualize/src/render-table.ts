import { element, escapeText } from './markup.ts';
import { shade } from './palette.ts';
import type { TableColumn, TableContent, TableRow } from './report-content.ts';

/** A table as HTML. On narrow screens CSS turns its rows into cards, which drops table semantics unless the roles are written out. */
export function renderTable(content: TableContent): string {
  const { caption, columns, rows } = content;
  for (const { cells } of rows)
    if (cells.length !== columns.length)
      throw new RangeError(
        `A row has ${cells.length} cells but the table has ${columns.length} columns; give one cell per column.`,
      );
  const nets = rows.filter((row) => row.family !== undefined);
  const head = columns.map(({ heading, numeric }) =>
    element(
      'th',
      { scope: 'col', role: 'columnheader', class: numeric === true ? 'numeric' : undefined },
      escapeText(heading),
    ),
  );
  const body = rows.map((row) =>
    element(
      'tr',
      { role: 'row', class: rowClass(row, nets) },
      ...row.cells.map((text, index) => cell(text, columns[index], index === 0)),
    ),
  );
  return element(
    'table',
    { role: 'table' },
    element('caption', {}, escapeText(caption)),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...head)),
    element('tbody', { role: 'rowgroup' }, ...body),
  );
}

function rowClass(row: TableRow, nets: readonly TableRow[]): string | undefined {
  if (row.derived === true) return 'derived';
  return row.family === undefined ? undefined : `net ${row.family}-${shade(row, nets)}`;
}

function cell(text: string, column: TableColumn | undefined, names: boolean): string {
  if (names) return element('th', { scope: 'row', role: 'rowheader' }, escapeText(text));
  const classes = [column?.numeric === true ? 'numeric' : '', text === '' ? 'blank' : ''].filter(
    (name) => name !== '',
  );
  const attributes = { role: 'cell', class: classes.join(' ') || undefined, 'data-heading': column?.heading };
  return element('td', attributes, escapeText(text));
}
