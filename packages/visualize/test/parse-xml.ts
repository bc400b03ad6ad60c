/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
}

const NAME = '[A-Za-z_][\\w.:-]*';
const TAG = new RegExp(`^<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`);
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, 'g');
// oxlint-disable-next-line no-control-regex
const ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uD800-\uDFFF]/u;
const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

function decode(text: string): string {
  return text.replace(/&([^;]*;?)/g, (whole, name: string) => {
    const character = name.endsWith(';') ? CHARACTERS[name.slice(0, -1)] : undefined;
    if (character === undefined) throw new Error(`a bare or unknown entity: ${whole}`);
    return character;
  });
}

/** Parses the part of XML that figures and reports use; throws at anything that is not well formed. */
export function parseXml(text: string): XmlElement {
  if (ILLEGAL.test(text)) throw new Error('a character that XML forbids');
  const source = text.replace(/^<!DOCTYPE html>\n/, '').trimEnd();
  const root: XmlElement = { name: '', attributes: new Map(), children: [] };
  const open = [root];
  let at = 0;
  while (at < source.length) {
    const parent = open.at(-1) ?? root;
    if (source[at] !== '<') {
      const end = source.indexOf('<', at);
      if (end < 0 || open.length < 2) throw new Error(`text outside the root element at ${at}`);
      parent.children.push(decode(source.slice(at, end)));
      at = end;
      continue;
    }
    const [whole = '', closes, name = '', written = '', empty] = TAG.exec(source.slice(at)) ?? [];
    if (whole === '') throw new Error(`not a tag: ${source.slice(at, at + 80)}`);
    at += whole.length;
    if (closes === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes ${parent.name}`);
      continue;
    }
    if (open.length === 1 && root.children.length > 0) throw new Error('a second root element');
    const attributes = new Map<string, string>();
    for (const [, key = '', value = ''] of written.matchAll(ATTRIBUTE)) {
      if (attributes.has(key)) throw new Error(`attribute ${key} twice in <${name}>`);
      attributes.set(key, decode(value));
    }
    const element: XmlElement = { name, attributes, children: [] };
    parent.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [document] = root.children;
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  if (document === undefined || typeof document === 'string') throw new Error('no root element');
  return document;
}

/** All elements of one name, in the order of the document. */
export function findAll(element: XmlElement, name: string): XmlElement[] {
  const inside = element.children.flatMap((child) => (typeof child === 'string' ? [] : findAll(child, name)));
  return element.name === name ? [element, ...inside] : inside;
}

/** The text inside an element. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
