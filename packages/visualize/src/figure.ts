import { element, escapeText, identifier, type Attributes } from './markup.ts';
import { colourDeclarations, colourRules, FONT_FAMILY, PALETTE, type Theme } from './palette.ts';

// Class rules carry the custom properties; the light colour stays as an attribute for viewers that know no CSS variables.
const INK_RULES = Object.keys(PALETTE)
  .map(
    (name) =>
      `.skipjack-figure .f-${name}{fill:var(--${name})}.skipjack-figure .s-${name}{stroke:var(--${name})}`,
  )
  .join('');
const FIGURE_RULES = `.skipjack-figure{font-family:${FONT_FAMILY}}${INK_RULES}`;

/** The colours follow the reader, or are those of one theme. */
function figureStyle(theme: Theme | undefined): string {
  if (theme === undefined) return `${colourRules('.skipjack-figure')}${FIGURE_RULES}`;
  return `.skipjack-figure.skipjack-${theme}{${colourDeclarations(theme)}}${FIGURE_RULES}`;
}

/** Attributes that fill a shape with a colour of the palette. */
export function fill(name: string): Attributes {
  return { class: `f-${name}`, fill: PALETTE[name]?.light };
}

/** Attributes that draw the outline of a shape in a colour of the palette, `width` units thick, and leave it unfilled. */
export function stroke(name: string, width: number): Attributes {
  return { class: `s-${name}`, stroke: PALETTE[name]?.light, 'stroke-width': width, fill: 'none' };
}

/** A text element at `(x, y)`. */
export function label(text: string, attributes: Attributes): string {
  return element('text', attributes, escapeText(text));
}

/** Rough width of a text in the sans-serif system fonts, in the unit of `size`: nothing here can measure glyphs. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * 0.58;
}

/** The text cut to `width`, with an ellipsis where it was cut. */
export function fitText(text: string, size: number, width: number): string {
  const characters = [...text];
  const room = Math.max(1, Math.floor(width / (size * 0.58)));
  return characters.length <= room ? text : `${characters.slice(0, room - 1).join('')}…`;
}

/** A whole SVG document: accessible name and description, colours for both schemes, an opaque surface, then `children`. */
export function figure(
  options: {
    readonly id: string | undefined;
    readonly title: string;
    readonly description: string;
    readonly width: number;
    readonly height: number;
    readonly theme?: Theme | undefined;
  },
  ...children: readonly string[]
): string {
  const { title, description, width, height, theme } = options;
  const id = identifier(options.id ?? title);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: theme === undefined ? 'skipjack-figure' : `skipjack-figure skipjack-${theme}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-description`,
    },
    element('title', { id: `${id}-title` }, escapeText(title)),
    element('desc', { id: `${id}-description` }, escapeText(description)),
    element('style', {}, figureStyle(theme)),
    element('rect', { width, height, ...fill('surface') }),
    ...children,
  );
}
