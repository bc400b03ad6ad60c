import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkBoundaries } from './check.mjs';

const made = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const manifest = (key, more = {}) => ({
  name: key === 'skipjack' ? key : `@skipjack/${key}`,
  exports: { '.': './src/index.ts', './package.json': './package.json' },
  ...more,
});

/** A workspace made up of `{ 'blocks/src/a.ts': text }`; every package gets a package.json, `manifests` overrides it. */
const workspace = (files, manifests = {}) => {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  made.push(root);
  const write = (path, text) => {
    const file = join(root, 'packages', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const keys = new Set([
    ...Object.keys(files).map((path) => path.split('/')[0]),
    ...Object.keys(manifests),
    'recipes',
  ]);
  for (const key of keys) write(`${key}/package.json`, JSON.stringify(manifest(key, manifests[key])));
  for (const [path, text] of Object.entries(files)) write(path, text);
  return root;
};

const problemsOf = (files, manifests) => checkBoundaries(workspace(files, manifests)).problems;

const MODELS = {
  models: {
    dependencies: { '@skipjack/blocks': 'workspace:^' },
    peerDependencies: { '@tensorflow/tfjs-core': '4' },
  },
  blocks: {},
};

test('a tree that keeps the rules has no problem', () => {
  const files = {
    'models/src/index.ts': "export { a } from './a.ts';\n",
    'models/src/a.ts':
      "import { convBn } from '@skipjack/blocks';\nimport type { Tensor } from '@tensorflow/tfjs-core';\n",
    'models/src/a.test.ts': "import { readFileSync } from 'node:fs';\nimport './a.ts';\n",
  };
  expect(problemsOf(files, MODELS)).toEqual([]);
});

test.each([
  ['static', "import { train } from '@skipjack/recipes';"],
  ['type-only', "import type { Schedule } from '@skipjack/recipes';"],
  ['re-exporting', "export { train } from '@skipjack/recipes';"],
  ['star', "export * from '@skipjack/recipes';"],
  ['dynamic', "const { train } = await import('@skipjack/recipes');"],
  ['type query', "type T = import('@skipjack/recipes').Schedule;"],
  ['require', "const r = require('@skipjack/recipes');"],
  ['side effect', "import '@skipjack/recipes';"],
])('an upward import is found: %s', (_, line) => {
  const dependencies = { '@skipjack/recipes': 'workspace:^' };
  expect(problemsOf({ 'models/src/a.ts': `\n${line}\n` }, { models: { dependencies } })).toEqual([
    'packages/models/src/a.ts:2: models may not import @skipjack/recipes (it may import: blocks).',
  ]);
});

test('an import that is only in a string or a comment is none', () => {
  const text = "// import '@skipjack/recipes'\nexport const a = \"import '@skipjack/recipes'\";\n";
  expect(problemsOf({ 'models/src/a.ts': text }, MODELS)).toEqual([]);
});

test('a package that is not in package.json', () => {
  expect(problemsOf({ 'models/src/a.ts': "import 'left-pad';" }, MODELS)).toEqual([
    'packages/models/src/a.ts:1: "left-pad" is not in models\'s package.json (dependencies, peerDependencies).',
  ]);
});

test('a development dependency is for tests only', () => {
  const manifests = { recipes: { devDependencies: { seedrandom: '3' } } };
  const files = {
    'recipes/src/a.ts': "import 'seedrandom';",
    'recipes/src/a.test.ts': "import 'seedrandom';\nimport 'vitest';",
  };
  expect(problemsOf(files, manifests)).toEqual([
    'packages/recipes/src/a.ts:1: "seedrandom" is not in recipes\'s package.json (dependencies, peerDependencies).',
  ]);
});

test.each(['node:fs', 'fs', 'fs/promises', 'node:test'])('a browser package that imports %s', (specifier) => {
  expect(problemsOf({ 'recipes/src/a.ts': `import '${specifier}';` })).toEqual([
    `packages/recipes/src/a.ts:1: recipes runs in browsers and may not import "${specifier}".`,
  ]);
});

test('a Node package may import node:', () => {
  expect(problemsOf({ 'datasets/src/a.ts': "import 'node:fs';" })).toEqual([]);
});

test('a deep import into a sibling', () => {
  expect(problemsOf({ 'models/src/a.ts': "import '@skipjack/blocks/src/shortcut.ts';" }, MODELS)).toEqual([
    'packages/models/src/a.ts:1: "@skipjack/blocks/src/shortcut.ts" reaches into @skipjack/blocks; import what it exports: ., ./package.json.',
  ]);
});

test('a relative path out of the package', () => {
  expect(problemsOf({ 'models/src/a.ts': "import '../../blocks/src/shortcut.ts';" }, MODELS)).toEqual([
    'packages/models/src/a.ts:1: "../../blocks/src/shortcut.ts" leaves the package; import the sibling by its name.',
  ]);
});

test('a package that imports itself by name', () => {
  expect(problemsOf({ 'recipes/src/a.test.ts': "import '@skipjack/recipes';" })).toEqual([
    'packages/recipes/src/a.test.ts:1: a package does not import itself; import the file, "./x.ts".',
  ]);
});

test.each(['@tensorflow/tfjs', '@tensorflow/tfjs-backend-cpu'])('a library that brings %s', (name) => {
  const manifests = { recipes: { dependencies: { [name]: '4' } } };
  expect(problemsOf({ 'recipes/src/a.ts': `import '${name}';` }, manifests)).toEqual([
    `packages/recipes/src/a.ts:1: "${name}" brings a backend, which is the user's choice.`,
  ]);
});

test.each([
  ['wasm', "import '@tensorflow/tfjs-backend-wasm';", []],
  ['wasm', "import '@tensorflow/tfjs-backend-cpu';", ['cpu']],
  ['cli', "await import('@tensorflow/tfjs-backend-wasm');", []],
  ['cli', "import { version_wasm } from '@tensorflow/tfjs-backend-wasm';", ['wasm']],
  ['cli', "await import('@tensorflow/tfjs');", [undefined]],
])('who brings a backend with a reason: %s, %s', (key, line, refused) => {
  const names = ['tfjs', 'tfjs-backend-cpu', 'tfjs-backend-wasm'].map((name) => [`@tensorflow/${name}`, '4']);
  const manifests = { [key]: { peerDependencies: Object.fromEntries(names) } };
  const problems = refused.map((backend) => {
    const name = backend === undefined ? '@tensorflow/tfjs' : `@tensorflow/tfjs-backend-${backend}`;
    return `packages/${key}/src/a.ts:1: "${name}" brings a backend, which is the user's choice.`;
  });
  expect(problemsOf({ [`${key}/src/a.ts`]: line }, manifests)).toEqual(problems);
});

test('visualize knows nothing of tensors', () => {
  const manifests = { visualize: { peerDependencies: { '@tensorflow/tfjs-core': '4' } } };
  expect(problemsOf({ 'visualize/src/a.ts': "import '@tensorflow/tfjs-core';" }, manifests)).toEqual([
    'packages/visualize/src/a.ts:1: visualize knows nothing of tensors and may not import "@tensorflow/tfjs-core".',
  ]);
});

test.each(['utils', 'helpers', 'common', 'misc', 'types'])('a file named %s.ts', (name) => {
  expect(problemsOf({ [`recipes/src/${name}.ts`]: '' })).toEqual([
    `packages/recipes/src/${name}.ts: the name says nothing; name the file after the concept in it.`,
  ]);
});

test('logic in index.ts', () => {
  expect(problemsOf({ 'recipes/src/index.ts': "export * from './a.ts';\nexport const a = 1;\n" })).toEqual([
    'packages/recipes/src/index.ts:2: index.ts only re-exports; move this into a file of its own.',
  ]);
});

test('a package without a row in the table', () => {
  expect(problemsOf({ 'unknown/src/a.ts': '' })).toEqual([
    'packages/unknown: no row in tools/boundaries/rules.mjs; add what it may import.',
  ]);
});
