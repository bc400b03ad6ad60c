import { expect, test } from 'vitest';
import { HEALTHY } from '../test/healthy-machine.ts';
import type { MachineFacts } from './doctor-facts.ts';
import type { PackageFacts } from './doctor-packages.ts';
import { installScripts, tfjsFinding } from './doctor-tfjs.ts';

const packages = (facts: Partial<PackageFacts>): MachineFacts => ({
  ...HEALTHY,
  packages: { ...HEALTHY.packages, ...facts },
});

test('two copies of tfjs-core, and none', () => {
  const two = { ours: '/p/a', users: '/p/b', version: '4.20.0' };
  expect(tfjsFinding({ ...HEALTHY, tfjs: two })).toMatchObject({
    level: 'error',
    detail: expect.stringContaining('/p/a and /p/b') as string,
    fix: 'npm install @tensorflow/tfjs-core@4.20.0 && npm dedupe',
  });
  expect(tfjsFinding({ ...HEALTHY, tfjs: {} })).toMatchObject({
    level: 'error',
    fix: 'npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-layers@4.22.0',
  });
  const elsewhere = { ours: '/p/a', users: undefined, version: '4.22.0' };
  expect(tfjsFinding({ ...HEALTHY, tfjs: elsewhere })).toMatchObject({ level: 'ok' });
});

test.each([
  ['npm', 'npm install @tensorflow/tfjs-core@4.22.0 && npm dedupe'],
  ['pnpm', 'pnpm add @tensorflow/tfjs-core@4.22.0 && pnpm dedupe'],
  ['yarn', 'yarn add @tensorflow/tfjs-core@4.22.0 && yarn dedupe'],
  ['bun', 'bun add @tensorflow/tfjs-core@4.22.0 && rm -rf node_modules bun.lock && bun install'],
] as const)('copies that a program may mix are a warning, and %s mends it', (name, fix) => {
  const copies = [
    { folder: '/p/a', version: '4.22.0' },
    { folder: '/p/b', version: '4.20.0' },
  ];
  expect(tfjsFinding(packages({ copies, manager: { name } }))).toEqual({
    level: 'warning',
    title: '@tensorflow/tfjs-core',
    detail:
      "4.22.0, and 2 copies are installed, which do not see each other's tensors where a program loads more than one: 4.22.0 in /p/a, 4.20.0 in /p/b",
    fix,
  });
  expect(tfjsFinding(packages({ copies: copies.slice(1) }))).toMatchObject({ level: 'ok' });
});

test('packages of other versions, which bring their own tfjs-core, are installed in its version too', () => {
  const copies = [
    { folder: '/p/a', version: '4.22.0' },
    { folder: '/p/tfjs/b', version: '4.20.0' },
  ];
  const together = [
    { name: '@tensorflow/tfjs', version: '4.20.0' },
    { name: '@tensorflow/tfjs-layers', version: '4.22.0' },
  ];
  expect(tfjsFinding(packages({ copies, together })).fix).toBe(
    'npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs@4.22.0 && npm dedupe',
  );
});

test.each([
  [{ name: 'pnpm', version: '11.2.0' }, 'pnpm 11.2.0, which blocks them: fine, Skipjack needs none'],
  [{ name: 'pnpm' }, 'pnpm, which blocks them: fine, Skipjack needs none'],
  [{ name: 'pnpm', version: '9.1.0' }, 'pnpm 9.1.0: fine, Skipjack needs none'],
  [{ name: 'bun', version: '1.2.0' }, 'bun 1.2.0, which blocks them: fine, Skipjack needs none'],
  [{ name: 'npm' }, 'npm: fine, Skipjack needs none'],
] as const)('install scripts with %o', (manager, detail) => {
  expect(installScripts(packages({ manager }))).toEqual({ level: 'ok', title: 'Install scripts', detail });
});

test('a tfjs-node whose script was blocked is named, and no fault', () => {
  const { level, detail } = installScripts(packages({ withoutLibrary: ['@tensorflow/tfjs-node'] }));
  expect(level).toBe('ok');
  expect(detail).toMatch(/; @tensorflow\/tfjs-node is installed without its library, .* does not need it$/);
});
