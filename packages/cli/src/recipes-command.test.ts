import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRecipes, parseRecipe, recipeNamed } from '@skipjack/recipes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skipjack-recipes-'));
});
afterAll(async () => rm(folder, { recursive: true }));

/** Runs `skipjack recipes`; a service that is asked for throws, TensorFlow's included. */
async function recipes(...argv: string[]): Promise<{ code: number; io: CapturedIo }> {
  const io = capturedIo({ workingDirectory: folder });
  const services = fakeServices({
    prepareEngine: async () => {
      throw new Error('TensorFlow was not expected');
    },
  });
  return { code: await runWith({ argv: ['recipes', ...argv], io, services }), io };
}

test('a table of all recipes', async () => {
  const { code, io } = await recipes();
  expect(code).toBe(0);
  const lines = io.stdout.text.split('\n');
  expect(lines[0]).toMatch(/^recipe +net +data +rate +optimizer +length +batch +expected test error$/);
  expect(lines.slice(2, 2 + listRecipes().length).map((line) => line.split(' ')[0])).toEqual(listRecipes());
  expect(io.stdout.text).toMatch(
    /^resnet-cifar +resnet20 +cifar10 +0\.1 multiStep +sgd +64,000 steps +128 +8\.25 to 9\.25 %$/m,
  );
  expect(io.stdout.text).toMatch(/^resnet-cifar-deep +resnet110 +cifar10 +0\.1 multiStep, warm-up /m);
  expect(io.stdout.text).toContain('skipjack recipes show <recipe> --json');
});

test('all recipes as JSON', async () => {
  const { io } = await recipes('--json');
  expect(JSON.parse(io.stdout.text)).toEqual(listRecipes().map((name) => recipeNamed(name)));
});

test('a recipe with every value and its source', async () => {
  const { code, io } = await recipes('show', 'resnet-cifar');
  expect(code).toBe(0);
  const { text } = io.stdout;
  expect(text).toMatch(/^resnet-cifar: The ResNet paper's CIFAR-10 recipe/);
  expect(text).toMatch(/^schedule\.milestones +\[32000, 48000\] +\[\d+\]$/m);
  expect(text).toMatch(/^optimizer\.weightDecay +1e-4 +\[\d+\]$/m);
  const [, number = ''] = /^batch +128 +\[(\d+)\]$/m.exec(text) ?? [];
  expect(text).toContain(
    `  [${number}] He et al. 2015, section 4.2: "a mini-batch size of 128 on two GPUs"\n`,
  );
  expect(text).toMatch(/^data\.augment\[0\] +padCrop padding 4, fill \[125, 123, 114\] +\[\d+\]$/m);
  expect(text).toContain('Differs\n  Batch norm sees all 128 images');
  expect(text).toContain('Expected\n  test error from 8.25 % to 9.25 %, on average 8.75 %\n');
});

test.each(listRecipes())('%s is shown with a source for every value, and drawn', async (name) => {
  const shown = await recipes('show', name);
  const [, rows = ''] = /\n-+ [- ]+\n([\s\S]*?)\n\n/.exec(shown.io.stdout.text) ?? [];
  expect(rows.split('\n').length).toBeGreaterThan(10);
  for (const row of rows.split('\n')) expect(row).toMatch(/ \[\d+\]$/);
  const drawn = await recipes('show', name, '--svg');
  expect(drawn.code).toBe(0);
  expect(drawn.io.stdout.text).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  expect(drawn.io.stdout.text).toContain(`Learning rate of ${name}`);
  expect(drawn.io.stdout.text).not.toContain('NaN');
});

test('JSON that is a recipe, which a changed file shows again', async () => {
  const { io } = await recipes('show', 'mnist-quick', '--json');
  const recipe = parseRecipe(io.stdout.text);
  expect(recipe).toEqual(recipeNamed('mnist-quick'));
  await writeFile(join(folder, 'own.json'), JSON.stringify({ ...recipe, name: 'own', batch: 96 }));
  const own = await recipes('show', 'own.json');
  expect(own.io.stdout.text).toMatch(/^own: [\s\S]*^batch +96 /m);
});

test('a drawing into a file, and what it does not show', async () => {
  const { code, io } = await recipes('show', 'resnet-imagenet', '--svg', 'rate.svg');
  expect({ code, out: io.stdout.text }).toEqual({ code: 0, out: 'rate.svg\n' });
  expect(io.stderr.text).toBe('The rate drops when the evaluations do not improve, which is not drawn.\n');
  expect(await readFile(join(folder, 'rate.svg'), 'utf8')).toMatch(/^<svg/);
  const deep = await recipes('show', 'resnet-cifar-deep', '--svg');
  expect(deep.io.stderr.text).toBe('The warm-up is drawn as if it ended with the first evaluation.\n');
});

test.each<[string[], string]>([
  [
    ['show', 'resnet-cifr'],
    'Unknown recipe "resnet-cifr": did you mean resnet-cifar? `skipjack recipes` lists them; a file\'s name ends in .json.',
  ],
  [['show', 'none.json'], 'The recipe none.json cannot be read (ENOENT); name a file that is there.'],
  [['show', 'broken.json'], 'broken.json: The recipe is not JSON ('],
  [
    ['show', 'wrong.json'],
    'wrong.json: optimizer has no key "momentun"; did you mean "momentum"? It has type,',
  ],
  [['show', 'vgg', '--json', '--svg'], '--json and --svg are different outputs; give one of them.'],
  [['shw'], '"skipjack recipes" has no command "shw"'],
])('recipes %j is refused', async (argv, message) => {
  await writeFile(join(folder, 'broken.json'), '{');
  const wrong = { ...recipeNamed('vgg'), optimizer: { type: 'sgd', momentun: 0.9 } };
  await writeFile(join(folder, 'wrong.json'), JSON.stringify(wrong));
  const { code, io } = await recipes(...argv);
  expect(code).toBe(2);
  expect(io.stderr.text).toContain(message);
  expect(io.stderr.lines).toHaveLength(1);
  expect(io.stdout.text).toBe('');
});
