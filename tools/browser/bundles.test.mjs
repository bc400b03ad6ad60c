// What a browser's bundler makes of the built @skipjack/blocks and @skipjack/models.
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../setup/workspace.mjs';
import { bundler } from '../size-budget/measure.mjs';

const built = (name) => JSON.stringify(join(ROOT, 'packages', name, 'dist', 'index.js'));

/** Bundles a module for browsers, TensorFlow.js left out: its code, the files in it, and what it still imports. */
async function bundle(code) {
  const { rolldown } = await bundler();
  const entry = '\0entry';
  const bundled = await rolldown({
    input: entry,
    platform: 'browser',
    external: /^(@tensorflow\/|node:)/,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  });
  const { output } = await bundled.generate({ format: 'esm' });
  await bundled.close();
  const [chunk] = output;
  const files = Object.entries(chunk.modules).filter(([, { renderedLength }]) => renderedLength > 0);
  return {
    code: chunk.code,
    files: files.map(([file]) => basename(file)).filter((file) => file.endsWith('.js')),
    imports: chunk.imports.toSorted(),
  };
}

test('a Node module would be seen', async () => {
  const { imports } = await bundle(`import { readFileSync } from 'node:fs'; export { readFileSync };`);
  expect(imports).toEqual(['node:fs']);
});

test.each(['blocks', 'models'])('all of %s needs TensorFlow.js and nothing else', async (name) => {
  const { files, imports, code } = await bundle(`export * from ${built(name)};`);
  expect(files).toContain('conv.js');
  expect(imports).toEqual(['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']);
  expect(code).not.toMatch(/\b(?:process|Buffer|__dirname)\b\.|\brequire\(/);
});

test.each(['blocks', 'models'])('importing %s without using it leaves nothing', async (name) => {
  const { files, imports } = await bundle(`import ${built(name)};`);
  expect(files).toEqual([]);
  expect(imports).toEqual([]);
});

test.each([
  [
    'blocks',
    'residualBlock',
    ['inception-module.js', 'vgg-stage.js', 'bottleneck-block.js', 'fully-connected-classifier.js'],
  ],
  ['blocks', 'inceptionModule', ['residual-block.js', 'shortcut.js', 'stochastic-depth.js']],
  ['models', 'resNet', ['vgg.js', 'alexnet.js', 'googlenet.js', 'registry.js', 'inception-module.js']],
  ['models', 'vgg', ['imagenet.js', 'googlenet.js', 'registry.js', 'residual-block.js', 'shortcut.js']],
])('%s: %s alone brings no other family', async (name, wanted, others) => {
  const { files } = await bundle(`export { ${wanted} } from ${built(name)};`);
  const whole = await bundle(`export * from ${built(name)};`);
  expect(files).toContain('conv.js');
  for (const other of others) {
    expect(whole.files).toContain(other);
    expect(files).not.toContain(other);
  }
});
