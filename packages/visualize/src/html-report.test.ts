import { expect, test } from 'vitest';
import { findAll, parseXml, textOf, type XmlElement } from '../test/parse-xml.ts';
import { blockDiagram } from './block-diagram.ts';
import { htmlReport } from './html-report.ts';
import { lineChart } from './line-chart.ts';
import type { ReportContent } from './report-content.ts';

const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>&\u0000`;

function everything(text: string): ReportContent[] {
  return [
    { kind: 'text', text },
    { kind: 'list', items: [text, `**${text}**`] },
    { kind: 'stats', items: [{ label: text, value: text, detail: text, family: 'plain' }] },
    { kind: 'figures', figures: [lineChart({ title: text, series: [] })], caption: text },
    {
      kind: 'table',
      caption: text,
      columns: [{ heading: text }],
      rows: [{ cells: [text], family: 'residual' }],
    },
    { kind: 'facts', heading: text, facts: [[text, text]] },
    { kind: 'code', code: text },
    { kind: 'reference', text, href: 'https://arxiv.org/abs/1512.03385', linkText: text },
  ];
}

function report(content: readonly ReportContent[], text = 'Title'): string {
  return htmlReport({
    title: text,
    finding: text,
    kicker: text,
    status: { text, tone: 'clear' },
    opening: content,
    sections: [{ heading: text, content }],
    footer: text,
  });
}

function all(root: XmlElement): XmlElement[] {
  return [root, ...root.children.flatMap((child) => (typeof child === 'string' ? [] : all(child)))];
}

test('is one well-formed document with its parts in place', () => {
  const root = parseXml(report(everything('Text')));
  expect(root.attributes.get('lang')).toBe('en');
  expect(findAll(root, 'h1').map((heading) => textOf(heading))).toEqual(['Title']);
  expect(findAll(root, 'main')).toHaveLength(1);
  expect(findAll(root, 'section')[0]?.attributes.get('aria-labelledby')).toBe('section-1-title');
  expect(findAll(root, 'h2')[0]?.attributes.get('id')).toBe('section-1-title');
});

test('hostile text stays text, everywhere', () => {
  const root = parseXml(report(everything(hostile), hostile));
  const names = new Set(all(root).map((element) => element.name));
  expect([...names].filter((name) => ['script', 'img', 'iframe', 'object'].includes(name))).toEqual([]);
  const attributes = all(root).flatMap((element) => [...element.attributes.keys()]);
  expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
  expect(textOf(findAll(root, 'h1')[0] ?? root)).toBe(hostile.replace('\u0000', '\uFFFD'));
});

test('requests nothing: a strict policy, and no address but the link of a reference', () => {
  const markup = report(everything('Text'));
  const root = parseXml(markup);
  const policy = findAll(root, 'meta')
    .find((meta) => meta.attributes.has('http-equiv'))
    ?.attributes.get('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('script');
  for (const element of all(root)) {
    expect(element.attributes.has('src'), element.name).toBe(false);
    const href = element.attributes.get('href');
    if (href !== undefined && element.name !== 'a') expect(href).toBe('data:,');
  }
  const style = findAll(root, 'style')
    .map((one) => textOf(one))
    .join('');
  expect(style).not.toMatch(/@import|@font-face|url\(/);
});

test('styles light, dark, narrow and paper', () => {
  const style = textOf(findAll(parseXml(report([])), 'style')[0] ?? parseXml('<a/>'));
  expect(style).toContain('@media screen and (prefers-color-scheme:dark)');
  expect(style).toContain('@media (max-width:40rem)');
  expect(style).toContain('@media print');
  for (const [, name] of style.matchAll(/var\(--([\w-]+)\)/g)) expect(style).toContain(`--${name}:`);
});

test('words between double asterisks are bold, their own markup is not', () => {
  const root = parseXml(report([{ kind: 'text', text: '**Not <this>.** But 2 ** 3' }]));
  expect(findAll(root, 'strong').map((one) => textOf(one))).toContain('Not <this>.');
});

test('cells carry the heading of their column for narrow screens', () => {
  const columns = [{ heading: 'Net' }, { heading: 'Error', numeric: true }];
  const rows = [{ cells: ['plain20', '2%'] }, { cells: ['sum', ''], derived: true }];
  const root = parseXml(report([{ kind: 'table', caption: 'Results', columns, rows }]));
  const [first, second] = findAll(root, 'td');
  expect(first?.attributes.get('data-heading')).toBe('Error');
  expect(first?.attributes.get('class')).toBe('numeric');
  expect(second?.attributes.get('class')).toBe('numeric blank');
  expect(findAll(root, 'tr')[2]?.attributes.get('class')).toBe('derived');
});

test('the two blocks inline share no id', () => {
  const figures = [blockDiagram({ kind: 'plain' }), blockDiagram({ kind: 'residual' })];
  const root = parseXml(
    htmlReport({
      title: 'a',
      finding: 'b',
      sections: [{ heading: 'c', content: [{ kind: 'figures', figures }] }],
    }),
  );
  const ids = all(root).flatMap((element) => element.attributes.get('id') ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

test('refuses figures that are not SVG, links that are not https, and ragged tables', () => {
  expect(() => report([{ kind: 'figures', figures: ['<script>'] }])).toThrow(
    'A figure must be an SVG document made by lineChart or blockDiagram.',
  );
  expect(() => report([{ kind: 'reference', text: '', href: 'javascript:alert(1)', linkText: '' }])).toThrow(
    'A reference needs an address that starts with https://; got javascript:alert(1).',
  );
  const table: ReportContent = {
    kind: 'table',
    caption: '',
    columns: [{ heading: 'a' }],
    rows: [{ cells: [] }],
  };
  expect(() => report([table])).toThrow(
    'A row has 0 cells but the table has 1 columns; give one cell per column.',
  );
});

test('refreshes itself only where it is told to', () => {
  const plain = { title: 'T', finding: 'F', sections: [] };
  expect(htmlReport({ ...plain, refreshSeconds: 5 })).toContain('<meta http-equiv="refresh" content="5"/>');
  expect(htmlReport(plain)).not.toContain('http-equiv="refresh"');
});
