/** Attribute values of an element; `undefined` leaves the attribute out, numbers are written with at most two decimals. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// What XML 1.0 forbids even when escaped: control characters, lone surrogates, two non-characters.
// oxlint-disable-next-line no-control-regex
const ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uD800-\uDFFF]/gu;

/** Text made safe between tags and inside quoted attributes, in HTML and in XML; characters illegal in XML become U+FFFD. */
export function escapeText(text: string): string {
  return text.replace(ILLEGAL, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * One element as markup. Attributes are escaped; children are markup already, so text goes through {@link escapeText} first.
 * Without children the tag closes itself, which HTML allows for void and SVG elements only: pass `''` for an empty HTML element.
 */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? Number(value.toFixed(2)) : escapeText(String(value))}"`,
    )
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** An identifier for `id` attributes from free text: lower case letters, digits and dashes, never empty. */
export function identifier(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'figure' : slug;
}
