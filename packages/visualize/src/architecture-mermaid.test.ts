import { expect, test } from 'vitest';
import { residualNet, smallNet } from '../test/small-net.ts';
import { architectureMermaid } from './architecture-mermaid.ts';

test('stages in a row', () => {
  expect(architectureMermaid({ graph: residualNet(2) })).toBe(
    [
      'flowchart TD',
      '  %% net',
      '    n0["image<br/>8×8×4"]',
      '    n1["stem<br/>8×8×4"]',
      '    n2["stage1<br/>8×8×4"]',
      '    n3["head<br/>8×8×4"]',
      '  n0 --> n1',
      '  n1 --> n2',
      '  n2 --> n3',
      '',
    ].join('\n'),
  );
});

test('blocks say what is in them, in the frame of their stage', () => {
  const text = architectureMermaid({ graph: residualNet(2), detail: 'blocks' });
  expect(text).toContain(
    '  subgraph s2["stage1"]\n    n2["stage1_block1<br/>3×3 conv, 4<br/>identity shortcut<br/>8×8×4"]',
  );
  expect(text.match(/^ {2}end$/gm)).toHaveLength(text.match(/subgraph/g)?.length ?? 0);
  expect(text).toContain('  n2 --> n3\n');
});

test('layers, and shortcuts as dotted edges', () => {
  const text = architectureMermaid({ graph: residualNet(1), detail: 'layers' });
  expect(text).toContain('    n3["batch norm<br/>8×8×4"]');
  expect(text).toContain('  n1 -. identity .-> n4\n');
});

test('hostile names stay text, and unknown details are refused', () => {
  const graph = smallNet([['image', 'a"]; click b', '"<b>\n']], [], 'x\nend');
  const text = architectureMermaid({ graph, detail: 'layers' });
  expect(text).toContain('["#34;#60;b#62;#10;<br/>8×8×4"]');
  expect(text).toContain('  %% x end\n');
  expect(text).toContain('["a#34;#93;#59; click b"]\n');
  expect(() => architectureMermaid({ graph, detail: JSON.parse('"atoms"') })).toThrow(
    'detail must be one of stages, blocks, layers; got atoms.',
  );
});
