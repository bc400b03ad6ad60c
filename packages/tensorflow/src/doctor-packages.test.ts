import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { gatherPackageFacts } from './doctor-packages.ts';

function install(modules: string, name: string, version: string): string {
  const folder = join(modules, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version }));
  return folder;
}

const CORE = '@tensorflow/tfjs-core';
const facts = (folder: string, agent?: string) =>
  gatherPackageFacts({ folder, environment: agent === undefined ? {} : { npm_config_user_agent: agent } });

test('npm: the copy of the project, and one nested below a package', () => {
  const root = temporaryFolder();
  const modules = join(root, 'node_modules');
  const top = install(modules, CORE, '4.22.0');
  install(modules, 'ml5', '1.0.0');
  const nested = install(join(modules, 'ml5', 'node_modules'), CORE, '3.21.0');
  const inner = join(root, 'packages', 'app');
  mkdirSync(inner, { recursive: true });
  for (const folder of [root, inner])
    expect(facts(folder).copies).toEqual([
      { folder: top, version: '4.22.0' },
      { folder: nested, version: '3.21.0' },
    ]);
});

test('packages that are released with tfjs-core, where the project itself names them', () => {
  const root = temporaryFolder();
  const modules = join(root, 'node_modules');
  for (const name of ['tfjs', 'tfjs-layers', 'tfjs-vis']) install(modules, `@tensorflow/${name}`, '4.20.0');
  const named = { '@tensorflow/tfjs': '4', '@tensorflow/tfjs-vis': '1', '@tensorflow/tfjs-data': '4' };
  const manifest = join(root, 'package.json');
  writeFileSync(manifest, JSON.stringify({ dependencies: named }));
  expect(facts(root).together).toEqual([{ name: '@tensorflow/tfjs', version: '4.20.0' }]);
  for (const damaged of ['null', '{', '{}']) {
    writeFileSync(manifest, damaged);
    expect(facts(root).together).toEqual([]);
  }
});

test('pnpm: every copy in its store, each once however many links lead to it', () => {
  const root = temporaryFolder();
  const store = join(root, 'node_modules', '.pnpm');
  const newest = install(join(store, '@tensorflow+tfjs-core@4.22.0', 'node_modules'), CORE, '4.22.0');
  const older = install(join(store, '@tensorflow+tfjs-core@4.20.0', 'node_modules'), CORE, '4.20.0');
  mkdirSync(join(root, 'node_modules', '@tensorflow'), { recursive: true });
  symlinkSync(newest, join(root, 'node_modules', CORE));
  const layers = install(
    join(store, '@tensorflow+tfjs-layers@4.20.0', 'node_modules'),
    '@tensorflow/tfjs-layers',
    '4.20.0',
  );
  symlinkSync(older, join(dirname(layers), 'tfjs-core'));
  symlinkSync(layers, join(root, 'node_modules', '@tensorflow/tfjs-layers'));
  const { copies } = facts(root);
  expect(copies.map(({ folder }) => folder).sort()).toEqual([older, newest]);
  expect(facts(temporaryFolder()).copies).toEqual([]);
});

test.each([
  ['pnpm-lock.yaml', undefined, { name: 'pnpm' }],
  ['pnpm-lock.yaml', 'npm/11.0.0 node/v24.0.0 linux x64', { name: 'pnpm' }],
  ['pnpm-lock.yaml', 'pnpm/11.2.0 npm/? node/v24.0.0', { name: 'pnpm', version: '11.2.0' }],
  ['yarn.lock', undefined, { name: 'yarn' }],
  ['bun.lock', undefined, { name: 'bun' }],
  ['package-lock.json', 'npm/11.0.0 node/v24.0.0', { name: 'npm', version: '11.0.0' }],
  [undefined, 'bun/1.2.3 npm/? node/v22', { name: 'bun', version: '1.2.3' }],
  [undefined, undefined, { name: 'npm' }],
])('the package manager by %s and %s', (lock, agent, manager) => {
  const root = temporaryFolder();
  if (lock !== undefined) writeFileSync(join(root, lock), '');
  expect(facts(root, agent).manager).toEqual(manager);
});

test('tfjs-node without its library', () => {
  const root = temporaryFolder();
  const modules = join(root, 'node_modules');
  const gpu = install(modules, '@tensorflow/tfjs-node-gpu', '4.22.0');
  expect(facts(root).withoutLibrary).toContain('@tensorflow/tfjs-node-gpu');
  mkdirSync(join(gpu, 'deps', 'lib'), { recursive: true });
  expect(facts(root).withoutLibrary).not.toContain('@tensorflow/tfjs-node-gpu');
});
