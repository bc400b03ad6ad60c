import { expect, test } from 'vitest';
import { findAll, parseXml, textOf } from '../test/parse-xml.ts';
import type { XmlElement } from '../test/parse-xml.ts';
import { lineChart } from './line-chart.ts';
import type { Series } from './series.ts';

const curve = (name: string, values: readonly number[], more: Partial<Series> = {}): Series => ({
  name,
  points: values.map((y, index) => ({ x: 25 * (index + 1), y })),
  ...more,
});
const fourNets = [
  curve('plain20', [0.4, 0.1, 0.023], { family: 'plain', depth: 20 }),
  curve('plain56', [0.9, 0.5, 0.2], { family: 'plain', depth: 56 }),
  curve('resnet20', [0.3, 0.05, 0.019], { family: 'residual', depth: 20 }),
  curve('resnet56', [0.4, 0.08, 0.017], { family: 'residual', depth: 56 }),
];
const texts = (root: XmlElement): string[] => findAll(root, 'text').map((text) => textOf(text));
/** The `d` of the curves themselves, leader lines of labels left out. */
const lines = (root: XmlElement): string[] =>
  findAll(root, 'g').flatMap((group) => findAll(group, 'path').map((path) => path.attributes.get('d') ?? ''));

test('is well formed, named and described for screen readers', () => {
  const root = parseXml(lineChart({ title: 'Test error', series: fourNets, yFormat: 'percent' }));
  expect(root.attributes.get('role')).toBe('img');
  expect(root.attributes.get('aria-labelledby')).toBe('test-error-title test-error-description');
  const [title] = findAll(root, 'title');
  expect(title?.attributes.get('id')).toBe('test-error-title');
  expect(textOf(findAll(root, 'desc')[0] ?? root)).toContain('plain56 (test) ends at 20.0%');
});

test('labels each curve with its name and last value, none on top of another', () => {
  const root = parseXml(lineChart({ title: 'Test error', series: fourNets, yFormat: 'percent' }));
  expect(texts(root)).toEqual(expect.arrayContaining(['plain5620.0%', 'resnet561.7%', '0%', '100%']));
  const places = findAll(root, 'text')
    .filter((text) => findAll(text, 'tspan').length > 0)
    .map((text) => Number(text.attributes.get('y')))
    .sort((a, b) => a - b);
  expect(places).toHaveLength(4);
  for (const [index, y] of places.slice(1).entries()) expect(y - (places[index] ?? 0)).toBeGreaterThan(15.9);
});

test('training and test of a net share a label; the key explains dashed and solid', () => {
  const both = [
    curve('plain20', [0.3, 0.1], { split: 'train' }),
    curve('plain20', [0.35, 0.12], { split: 'test' }),
  ];
  const root = parseXml(lineChart({ title: 'Errors', series: both, yFormat: 'percent' }));
  expect(texts(root).filter((text) => text.startsWith('plain20'))).toEqual(['plain2012.0%']);
  expect(texts(root)).toEqual(expect.arrayContaining(['training', 'test']));
  const one = parseXml(lineChart({ title: 'Errors', series: both.slice(1), yFormat: 'percent' }));
  expect(texts(one)).not.toContain('training');
});

test('points that are not finite are skipped and break the line', () => {
  const series = [curve('net', [1, 2, Number.NaN, 3, 4, Infinity])];
  const markup = lineChart({ title: 'Loss', series });
  const root = parseXml(markup);
  expect(markup).not.toMatch(/NaN|Infinity/);
  expect(lines(root)[0]?.match(/M/g)).toHaveLength(2);
  expect(findAll(root, 'circle')).toHaveLength(4);
  expect(texts(root)).toContain('net4');
});

test('a single point is a mark', () => {
  const root = parseXml(lineChart({ title: 'Loss', series: [curve('net', [0.5])] }));
  expect(findAll(root, 'circle')).toHaveLength(1);
});

test('a series without data is listed as such; a chart without any says so', () => {
  const some = parseXml(lineChart({ title: 'Loss', series: [curve('net', [1, 2]), curve('later', [])] }));
  expect(texts(some)).toContain('laterno data');
  expect(texts(some)).not.toContain('No data yet');
  const none = parseXml(lineChart({ title: 'Loss', series: [] }));
  expect(texts(none)).toContain('No data yet');
});

test('equal values and negative values get an axis that holds them', () => {
  for (const values of [
    [0, 0],
    [5, 5],
    [-2, -1],
    [-3, -3],
  ]) {
    const markup = lineChart({ title: 'Values', series: [curve('net', values)] });
    expect(markup).not.toContain('NaN');
    const areas = findAll(parseXml(markup), 'clipPath').flatMap((clip) => findAll(clip, 'rect'));
    const top = Number(areas[0]?.attributes.get('y'));
    const bottom = top + Number(areas[0]?.attributes.get('height'));
    for (const circle of findAll(parseXml(markup), 'circle')) {
      expect(Number(circle.attributes.get('cy'))).toBeGreaterThanOrEqual(top);
      expect(Number(circle.attributes.get('cy'))).toBeLessThanOrEqual(bottom);
    }
  }
});

test('a given domain cuts the curves off at the drawing area', () => {
  const root = parseXml(
    lineChart({ title: 'Errors', series: fourNets, yFormat: 'percent', yDomain: [0, 0.2], id: 'cut' }),
  );
  expect(texts(root)).toContain('20%');
  expect(texts(root)).not.toContain('40%');
  expect(findAll(root, 'g')[0]?.attributes.get('clip-path')).toBe('url(#cut-area)');
  expect(findAll(root, 'clipPath')[0]?.attributes.get('id')).toBe('cut-area');
});

test('long names are cut with the whole name as a tooltip, and the labels never take more than their share', () => {
  const name = 'a-net-with-a-name-that-goes-on-and-on-and-on-and-on';
  const root = parseXml(lineChart({ title: name.repeat(4), series: [curve(name, [1, 2])] }));
  const shown = findAll(root, 'tspan').map((span) => textOf(span));
  expect(shown[0]).toMatch(/^a-net.*…$/);
  expect(
    findAll(root, 'text')
      .flatMap((text) => findAll(text, 'title'))
      .map((title) => textOf(title)),
  ).toEqual([name]);
  const area = findAll(root, 'clipPath').flatMap((clip) => findAll(clip, 'rect'))[0];
  expect(Number(area?.attributes.get('width'))).toBeGreaterThan(400 / 2);
});

test('grows where many labels need the height', () => {
  const many = Array.from({ length: 30 }, (_, index) => curve(`net${index}`, [1, index]));
  const root = parseXml(lineChart({ title: 'Many', series: many }));
  const height = Number(root.attributes.get('height'));
  const lowest = Math.max(...findAll(root, 'text').map((text) => Number(text.attributes.get('y'))));
  expect(height).toBeGreaterThan(30 * 16);
  expect(lowest).toBeLessThan(height);
});

test('hostile names stay text', () => {
  const hostile = `"><script>alert(1)</script>&\u0000`;
  const markup = lineChart({
    title: hostile,
    description: hostile,
    xLabel: hostile,
    yLabel: hostile,
    id: hostile,
    series: [curve(hostile, [1, 2])],
  });
  const root = parseXml(markup);
  expect(findAll(root, 'script')).toEqual([]);
  expect(root.attributes.get('aria-labelledby')).toBe(
    'script-alert-1-script-title script-alert-1-script-description',
  );
});

test('refers to nothing outside', () => {
  const markup = lineChart({ title: 'Loss', series: fourNets });
  expect(markup.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@import|url\((?!#)/);
});

test('refuses sizes and domains that make no chart', () => {
  expect(() => lineChart({ title: 'a', series: [], width: 100 })).toThrow(
    'width must be a finite number of pixels, 240 or more; got 100.',
  );
  expect(() => lineChart({ title: 'a', series: [], height: Number.NaN })).toThrow(
    'height must be a finite number of pixels, 180 or more; got NaN.',
  );
  expect(() => lineChart({ title: 'a', series: [], yDomain: [1, 1] })).toThrow(
    'yDomain must rise from its first value to its second; got [1, 1].',
  );
});
