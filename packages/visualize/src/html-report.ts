import { element, escapeText, identifier } from './markup.ts';
import { renderContent } from './render-content.ts';
import type { ReportContent } from './report-content.ts';
import { REPORT_STYLE } from './report-style.ts';

/** One section of a report. */
export interface ReportSection {
  /** Heading of the section. */
  readonly heading: string;
  /** What the section shows, in order. */
  readonly content: readonly ReportContent[];
}

/** Outcome shown above the title. */
export interface ReportStatus {
  /** The outcome in a few words. */
  readonly text: string;
  /** How it is coloured: `'clear'` for a clear result, `'caution'` for one to be read with care. */
  readonly tone: 'clear' | 'caution';
}

/** Options of {@link htmlReport}. */
export interface ReportOptions {
  /** Title of the report. */
  readonly title: string;
  /** What was found, in one sentence. */
  readonly finding: string;
  /**
   * Small line above the title, such as the experiment's name.
   * @defaultValue none
   */
  readonly kicker?: string;
  /**
   * Outcome beside the kicker.
   * @defaultValue none
   */
  readonly status?: ReportStatus;
  /**
   * What comes before the first heading, such as the most important numbers.
   * @defaultValue none
   */
  readonly opening?: readonly ReportContent[];
  /** The sections in order. */
  readonly sections: readonly ReportSection[];
  /**
   * Small line at the end.
   * @defaultValue none
   */
  readonly footer?: string;
  /**
   * Language of the text, as a BCP 47 tag.
   * @defaultValue 'en'
   */
  readonly language?: string;
  /**
   * Seconds after which a browser reads the file again, for a report that is rewritten while a run goes on.
   * @defaultValue never
   */
  readonly refreshSeconds?: number;
}

// Nothing may be loaded or run: styles are inline, the empty icon is a data: address.
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * A report as one HTML file: no script, no request to anywhere, light or dark as the reader's system, narrow and wide screens, paper.
 * All text is escaped; the document is well-formed XML too.
 *
 * @throws RangeError when a table row has too many or too few cells, or a reference is no https address.
 * @throws TypeError when a figure is not an SVG document.
 */
export function htmlReport(options: ReportOptions): string {
  const { title, finding, kicker, status, opening = [], sections, footer, language = 'en' } = options;
  const { refreshSeconds } = options;
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    refreshSeconds === undefined
      ? ''
      : element('meta', { 'http-equiv': 'refresh', content: String(refreshSeconds) }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('meta', { name: 'description', content: finding }),
    element('meta', { name: 'generator', content: 'Skipjack' }),
    element('link', { rel: 'icon', href: 'data:,' }),
    element('title', {}, escapeText(title)),
    element('style', {}, REPORT_STYLE),
  );
  const header = element(
    'header',
    {},
    kicker === undefined && status === undefined
      ? ''
      : element(
          'p',
          { class: 'kicker' },
          element('span', {}, escapeText(kicker ?? '')),
          status === undefined
            ? ''
            : element('span', { class: `status ${status.tone}` }, escapeText(status.text)),
        ),
    element('h1', {}, escapeText(title)),
    element('p', { class: 'finding' }, escapeText(finding)),
    ...opening.map((content) => renderContent(content)),
  );
  const body = element(
    'body',
    {},
    header,
    element('main', {}, ...sections.map((section, index) => renderSection(section, index + 1))),
    footer === undefined ? '' : element('footer', {}, element('p', {}, escapeText(footer))),
  );
  return `<!DOCTYPE html>\n${element('html', { lang: language }, head, body)}\n`;
}

function renderSection({ heading, content }: ReportSection, number: number): string {
  const id = `section-${number}-${identifier(heading)}`;
  return element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, escapeText(heading)),
    ...content.map((piece) => renderContent(piece)),
  );
}
