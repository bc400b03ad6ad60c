import { expect, test } from 'vitest';
import { look } from '../test/look-services.ts';

test('a residual net is its plain twin with additions and projections', async () => {
  const { code, io } = await look(['compare', 'plain34', 'resnet34']);
  expect(code).toBe(0);
  expect(io.stdout.text).toMatch(/^parameters +21,623,848 +21,797,672 +\+173,824$/m);
  expect(io.stdout.text).toMatch(/^multiply-adds +3,644,493,824 +3,663,761,408 +\+19,267,584$/m);
  expect(io.stdout.text).toMatch(/^pixels seen at the end .* same$/m);
  expect(io.stdout.text).not.toContain('Only in plain34');
  expect(io.stdout.text.slice(io.stdout.text.indexOf('Only'))).toBe(
    [
      'Only in resnet34, 22 layers:',
      '  16 x add: stage1_block1_add, ...',
      '  1 x 1x1 conv, 128, /2: stage2_block1_shortcut_conv',
      '  3 x batch norm: stage2_block1_shortcut_bn, ...',
      '  1 x 1x1 conv, 256, /2: stage3_block1_shortcut_conv',
      '  1 x 1x1 conv, 512, /2: stage4_block1_shortcut_conv',
      '',
    ].join('\n'),
  );
});

test('--json has both nets and the layers that only one has', async () => {
  const { io } = await look(['compare', 'vgg16_bn', 'vgg16', '--json']);
  const { nets, onlyIn } = JSON.parse(io.stdout.text);
  expect(nets).toMatchObject([
    { name: 'vgg16_bn', trainableParams: 138_365_992, frozenParams: 8448 },
    { name: 'vgg16', trainableParams: 138_357_544, frozenParams: 0, layers: 38 },
  ]);
  expect(onlyIn[0].map(({ kind }: { kind: string }) => kind)).toEqual(
    Array.from({ length: 13 }, () => 'BatchNormalization'),
  );
  expect(onlyIn[1]).toEqual([]);
});

test('--svg draws both side by side', async () => {
  const { io } = await look(['compare', 'plain18', 'resnet18', '--svg']);
  expect(io.stdout.text).toMatch(/^<svg .*<title[^>]*>plain18 and resnet18<\/title>/s);
  expect(io.stdout.text).toContain('projection shortcut');
});

test('--shortcut is of the net that has shortcuts: type A adds no parameters', async () => {
  const { code, io } = await look(['compare', 'plain34', 'resnet34', '--shortcut', 'A']);
  expect(code).toBe(0);
  expect(io.stdout.text).toMatch(/^parameters +21,623,848 +21,623,848 +same$/m);
  expect(io.stdout.text).toMatch(/^ {2}16 x add: stage1_block1_add, ...$/m);
  const { io: projected } = await look('compare resnet18 resnet34 --shortcut C'.split(' '));
  expect(projected.stdout.text).toMatch(/^parameters +12,043,816 +22,716,840 /m);
});

test('a net is the same as itself', async () => {
  const { io } = await look(['compare', 'resnet20', 'resnet20']);
  expect(io.stdout.lines.at(-1)).toBe('The layers are the same.');
});

test.each([
  ['compare plain34', "missing required argument 'other'; --help lists what there is."],
  [
    'compare plain34 reznet34',
    'Unknown net "reznet34": did you mean resnet34? `skipjack models` lists them all.',
  ],
  ['compare plain34 vgg16 --shortcut A', 'vgg16 has no shortcuts; leave --shortcut out.'],
  ['compare plain34 resnet34 --json --svg', '--json and --svg are different outputs; give one of them.'],
])('%s is one sentence and exit code 2', async (line, message) => {
  const { code, io } = await look(line.split(' '));
  expect(io.stderr.text).toBe(`skipjack: ${message}\n`);
  expect(code).toBe(2);
});
