import { element, escapeText } from './markup.ts';
import type { ReportContent } from './report-content.ts';
import { renderTable } from './render-table.ts';

/** One piece of a report's content as HTML; everything but the figures' own markup is escaped. */
export function renderContent(content: ReportContent): string {
  switch (content.kind) {
    case 'text':
      return element('p', {}, prose(content.text));
    case 'list':
      return element('ul', {}, ...content.items.map((item) => element('li', {}, prose(item))));
    case 'stats':
      return element('div', { class: 'stats' }, ...content.items.map((item) => statCard(item)));
    case 'figures':
      return figures(content.figures, content.caption);
    case 'table':
      return renderTable(content);
    case 'facts':
      return element(
        'div',
        { class: 'facts' },
        element('h3', {}, escapeText(content.heading)),
        element('dl', {}, ...content.facts.map(([name, value]) => fact(name, value))),
      );
    case 'code':
      return element('pre', { tabindex: 0 }, element('code', {}, unbroken(content.code)));
    case 'reference':
      return reference(content.text, content.href, content.linkText);
  }
}

/** Escaped text whose `**words**` are bold. */
function prose(text: string): string {
  return escapeText(text).replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>');
}

/** Escaped code whose words break over lines only where one is wider than the page: `--seed` stays in one piece. */
function unbroken(code: string): string {
  return escapeText(code).replace(/\S+/g, '<span>$&</span>');
}

function statCard(item: { label: string; value: string; detail: string; family: string }): string {
  return element(
    'div',
    { class: `stat ${item.family}` },
    element('p', { class: 'stat-label' }, escapeText(item.label)),
    element('p', { class: 'stat-value' }, escapeText(item.value)),
    element('p', { class: 'stat-detail' }, escapeText(item.detail)),
  );
}

function figures(documents: readonly string[], caption: string | undefined): string {
  for (const document of documents)
    if (!document.startsWith('<svg '))
      throw new TypeError('A figure must be an SVG document made by lineChart or blockDiagram.');
  return element(
    'figure',
    { class: documents.length === 1 ? 'single' : undefined },
    element(
      'div',
      { class: `panels panels-${documents.length}` },
      ...documents.map((svg) => element('div', { class: 'panel' }, svg)),
    ),
    caption === undefined ? '' : element('figcaption', {}, escapeText(caption)),
  );
}

function fact(name: string, value: string): string {
  return element('div', {}, element('dt', {}, escapeText(name)), element('dd', {}, escapeText(value)));
}

function reference(text: string, href: string, linkText: string): string {
  if (!href.startsWith('https://'))
    throw new RangeError(`A reference needs an address that starts with https://; got ${href}.`);
  return element(
    'p',
    {},
    escapeText(text),
    ' ',
    element('a', { href, rel: 'noreferrer' }, escapeText(linkText)),
  );
}
