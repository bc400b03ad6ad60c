import { expect, test } from 'vitest';
import { findAll, parseXml, textOf } from '../test/parse-xml.ts';
import { element, escapeText, identifier } from './markup.ts';

test('escapes what HTML and XML give a meaning to', () => {
  expect(escapeText(`<a href="x">'&amp;'</a>`)).toBe(
    '&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;',
  );
});

test('replaces characters that XML forbids, keeps tabs, line ends and characters beyond the first plane', () => {
  expect(escapeText('a\u0000b\u001Bc\uD800d\uFFFE')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFD');
  expect(escapeText('\t\n😀é')).toBe('\t\n😀é');
});

test('an element escapes its attributes, leaves out undefined ones and rounds numbers', () => {
  const markup = element('rect', { x: 1 / 3, y: 2, title: '"<&', id: undefined });
  expect(markup).toBe('<rect x="0.33" y="2" title="&quot;&lt;&amp;"/>');
  expect(element('td', {}, '')).toBe('<td></td>');
});

test('hostile text survives a round trip through a parser', () => {
  const hostile = `"/><script>alert('1')</script><!-- ]]> & &lt;`;
  const root = parseXml(element('p', { title: hostile }, escapeText(hostile)));
  expect(root.attributes.get('title')).toBe(hostile);
  expect(textOf(root)).toBe(hostile);
  expect(findAll(root, 'script')).toEqual([]);
});

test('an identifier has only letters, digits and dashes, and is never empty', () => {
  expect(identifier('Training error (%)')).toBe('training-error');
  expect(identifier('"><')).toBe('figure');
});
