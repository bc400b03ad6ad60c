import { expect, test } from 'vitest';
import { contentProblems } from './content-rules.mjs';

const MANIFEST = {
  type: 'module',
  license: 'Apache-2.0',
  engines: { node: '>=20.19' },
  sideEffects: false,
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  },
  bin: { skipjack: './bin/skipjack.js' },
  peerDependencies: { '@tensorflow/tfjs-core': '>=4.17.0 <5' },
  dependencies: { '@skipjack/blocks': '^0.1.0' },
  scripts: { build: 'tsc' },
};
const FILES = {
  'README.md': '# a',
  LICENSE: 'text',
  'dist/index.js': '',
  'dist/index.d.ts': '',
  'dist/index.js.map': '{ "sources": ["../src/index.ts"] }',
  'src/index.ts': '',
  'bin/skipjack.js': '#!/usr/bin/env node\n',
};
/** A right package with changes; `undefined` takes a file or a field out. */
const problems = ({ manifest = {}, files = {} }) => {
  const all = { ...FILES, 'package.json': JSON.stringify({ ...MANIFEST, ...manifest }), ...files };
  return contentProblems(new Map(Object.entries(all).filter(([, content]) => content !== undefined)));
};

test('a right package has no problem', () => {
  expect(problems({})).toEqual([]);
});

test.each([
  [{ files: { 'README.md': undefined } }, 'README.md is missing.'],
  [{ files: { LICENSE: undefined } }, 'LICENSE is missing.'],
  [{ files: { 'src/sgd.test.ts': '' } }, 'src/sgd.test.ts does not belong into a package.'],
  [{ files: { 'src/golden/a.json': '' } }, 'src/golden/a.json does not belong into a package.'],
  [{ files: { '.turbo/turbo-build.log': '' } }, '.turbo/turbo-build.log does not belong into a package.'],
  [
    { files: { 'bin/skipjack.js': 'console.log()' } },
    './bin/skipjack.js does not start with "#!/usr/bin/env node".',
  ],
  [
    { files: { 'dist/index.js': undefined } },
    'package.json points at ./dist/index.js, which is not in the package.',
  ],
  [
    { files: { 'src/index.ts': undefined } },
    'dist/index.js.map names sources that are not in the package: ../src/index.ts.',
  ],
  [{ manifest: { scripts: { postinstall: 'node fetch.js' } } }, 'it has the install script "postinstall".'],
  [{ manifest: { sideEffects: undefined } }, '"sideEffects" is not stated.'],
  [{ manifest: { engines: undefined } }, '"engines.node" is not ">=20.19".'],
  [{ manifest: { license: 'MIT' } }, '"license" is not "Apache-2.0".'],
  [{ manifest: { type: undefined } }, '"type" is not "module".'],
  [{ manifest: { exports: { '.': MANIFEST.exports['.'] } } }, '"exports" lacks "./package.json".'],
  [
    { manifest: { dependencies: { '@skipjack/blocks': 'workspace:^' } } },
    'dependencies "@skipjack/blocks" has the range "workspace:^".',
  ],
  [
    { manifest: { dependencies: { '@tensorflow/tfjs-core': '^4' } } },
    'dependencies has "@tensorflow/tfjs-core"; tfjs is a peer, so that there is one copy of it.',
  ],
])('%j', (change, problem) => {
  expect(problems(change)).toEqual([problem]);
});
