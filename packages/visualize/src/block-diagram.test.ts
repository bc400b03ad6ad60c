import { expect, test } from 'vitest';
import { findAll, parseXml, textOf } from '../test/parse-xml.ts';
import { blockDiagram, type BlockKind } from './block-diagram.ts';

function steps(kind: BlockKind, filters?: number): string[] {
  const root = parseXml(blockDiagram(filters === undefined ? { kind } : { kind, filters }));
  return findAll(root, 'text').map((text) => textOf(text));
}

test('the plain block is two convolutions with batch norm, ReLU between them and at the end', () => {
  expect(steps('plain')).toEqual([
    'Plain block',
    'y = f(x)',
    'x',
    '3 × 3 conv',
    'batch norm',
    'ReLU',
    '3 × 3 conv',
    'batch norm',
    'f(x)',
    'ReLU',
    'y',
  ]);
});

test('the residual block has the same steps and a shortcut', () => {
  const [, , ...plain] = steps('plain');
  const [title, formula, ...residual] = steps('residual');
  expect([title, formula]).toEqual(['Residual block', 'y = f(x) + x']);
  expect(residual.filter((step) => step !== 'identity').sort()).toEqual([...plain, 'x'].sort());
});

test('plain and residual drawings line up', () => {
  const boxes = (kind: BlockKind): (string | undefined)[] =>
    findAll(parseXml(blockDiagram({ kind })), 'rect').map((box) => box.attributes.get('y'));
  expect(boxes('plain')).toEqual(boxes('residual'));
});

test('the bottleneck block narrows and widens by four', () => {
  expect(steps('bottleneck', 64).filter((step) => step.includes('conv'))).toEqual([
    '1 × 1 conv, 64',
    '3 × 3 conv, 64',
    '1 × 1 conv, 256',
  ]);
});

test('has a name and a description for screen readers', () => {
  const root = parseXml(blockDiagram({ kind: 'residual', title: '<b>', id: 'here' }));
  expect(root.attributes.get('role')).toBe('img');
  expect(root.attributes.get('aria-labelledby')).toBe('here-title here-description');
  expect(textOf(findAll(root, 'title')[0] ?? root)).toBe('<b>');
  expect(textOf(findAll(root, 'desc')[0] ?? root)).toContain('a shortcut adds x');
});

test('refuses unknown kinds and impossible filter counts', () => {
  expect(() => blockDiagram({ kind: JSON.parse('"dense"') })).toThrow(
    'kind must be one of plain, residual, bottleneck; got dense.',
  );
  expect(() => blockDiagram({ kind: 'plain', filters: 0 })).toThrow(
    'filters must be a positive integer, such as 16; got 0.',
  );
});
