import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { look } from '../test/look-services.ts';

const scratch = mkdtempSync(join(tmpdir(), 'skipjack-describe-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('a table of the stages and their sum', async () => {
  const { code, io } = await look(['describe', 'resnet20']);
  expect(code).toBe(0);
  expect(io.stderr.text).toBe('');
  expect(io.stdout.text.split('\n').slice(0, 9)).toEqual([
    'stage     layers  blocks    output       parameters  multiply-adds  activations  sees  stride',
    '--------  ------  ------  --------  ---------------  -------------  -----------  ----  ------',
    'image          1           32x32x3                                      0.01 MB     1       1',
    'stem           3          32x32x16         464 + 32          0.4 M      0.20 MB     3       1',
    'stage1        21       3  32x32x16     14,016 + 192           14 M      1.38 MB    15       1',
    'stage2        24       3  16x16x32     51,072 + 384           13 M      0.81 MB    37       2',
    'stage3        24       3    8x8x64    203,520 + 768           13 M      0.41 MB    81       4',
    'head           2                10              650          0.0 M      0.00 MB   109',
    '',
  ]);
  expect(io.stdout.text).toMatch(/^resnet20 +75 +9 +269,722 \+ 1,376 +41 M +2\.\d\d MB$/m);
});

test('--layers is a table of every layer', async () => {
  const { io } = await look(['describe', 'alexnet', '--layers']);
  expect(io.stdout.text).toMatch(
    /^stage2_conv +5x5 conv, 256, 2 groups +27x27x256 +307,456 +224 M +0\.75 MB +51 +8$/m,
  );
  expect(io.stdout.text).toMatch(/^alexnet +22 layers +60,965,224 /m);
});

test('another image, other classes and another form', async () => {
  const { io } = await look(
    'describe resnet50 --json --input 64x96x1 --classes 7 --compat torchvision'.split(' '),
  );
  const { layers, stages, total } = JSON.parse(io.stdout.text);
  expect(layers[0].outputShape).toEqual([64, 96, 1]);
  expect(layers.at(-1).outputShape).toEqual([7]);
  expect(stages.at(-2).outputShape).toEqual([2, 3, 2048]);
  expect(total.trainableParams).toBe(25_557_032 - 2 * 49 * 64 - 993 * 2049);
});

test('--shortcut is which of the shortcuts', async () => {
  const { io } = await look('describe resnet20 --shortcut B'.split(' '));
  expect(io.stdout.text).toMatch(/^resnet20 .* 272,474 \+ /m);
});

test('--svg draws on stdout or into a file, --mermaid writes a flowchart', async () => {
  const args = ['describe', 'resnet152', '--detail', 'blocks'];
  const { io } = await look([...args, '--svg']);
  expect(io.stdout.text).toMatch(/^<svg .*block2 to block36.*<\/svg>\n$/s);
  const { code, io: filed } = await look([...args, '--theme', 'dark', '--svg', 'net.svg'], {
    workingDirectory: scratch,
  });
  expect({ code, out: filed.stdout.text }).toEqual({ code: 0, out: 'net.svg\n' });
  expect(readFileSync(join(scratch, 'net.svg'), 'utf8')).toContain('skipjack-figure skipjack-dark');
  const { io: chart } = await look(['describe', 'vgg16', '--mermaid']);
  expect(chart.stdout.text).toMatch(/^flowchart TD\n.*stage5<br\/>7×7×512/s);
});

test.each([
  ['describe resent50', 'Unknown net "resent50": did you mean resnet50? `skipjack models` lists them all.'],
  ['describe __proto__', 'Unknown net "__proto__": `skipjack models` lists them all.'],
  ['describe resnet20 --input 32', '--input must be height, width and channels, such as 32x32x3; got "32".'],
  [
    'describe resnet20 --input 0x32x3',
    '--input must be height, width and channels, such as 32x32x3; got "0x32x3".',
  ],
  ['describe resnet20 --classes -1', '--classes must be a whole number of at least 0; got "-1".'],
  ['describe resnet20 --compat keras', '--compat must be \'paper\'; got "keras".'],
  ['describe plain20 --shortcut A', 'plain20 has no shortcuts; leave --shortcut out.'],
  [
    'describe resnet50v2 --compat keras --shortcut B',
    "--shortcut does nothing with compat 'keras', which has its own, so leave it out.",
  ],
  ['describe vgg16 --input 16x16x3', 'vgg16 needs images of at least 32x32 pixels; got 16x16.'],
  ['describe vgg16 --json --layers', '--layers and --json are different outputs; give one of them.'],
  ['describe vgg16 --detail blocks', '--detail is for drawings; give --svg or --mermaid with it.'],
  ['describe vgg16 --mermaid --theme dark', '--theme is for drawings; give --svg with it.'],
])('%s is one sentence and exit code 2', async (line, message) => {
  const { code, io } = await look(line.split(' '));
  expect(io.stderr.text).toBe(`skipjack: ${message}\n`);
  expect(io.stdout.text).toBe('');
  expect(code).toBe(2);
});

test('a file that cannot be written is a failure', async () => {
  const { code, io } = await look(['describe', 'vgg16', '--svg', 'no/such/folder/net.svg'], {
    workingDirectory: scratch,
  });
  expect(io.stderr.text).toBe(
    'skipjack: no/such/folder/net.svg cannot be written (ENOENT); name a file in a folder that exists and is yours.\n',
  );
  expect(code).toBe(1);
});
