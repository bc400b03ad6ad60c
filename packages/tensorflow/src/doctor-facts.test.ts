import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { pathWithPython, pathWithRealPython, REAL_PYTHON } from '../test/python-scripts.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { pipVersion, tfjsCopies } from './doctor-facts.ts';

function project(root: string, version: string): string {
  const core = join(root, 'node_modules', '@tensorflow', 'tfjs-core');
  mkdirSync(join(core, 'dist'), { recursive: true });
  writeFileSync(join(core, 'package.json'), JSON.stringify({ version, main: 'dist/main.js' }));
  writeFileSync(join(core, 'dist', 'main.js'), '');
  return join(root, 'from.js');
}

test('copies of tfjs-core are found where each would import it from', () => {
  const root = temporaryFolder();
  const outer = project(root, '4.22.0');
  const inner = project(join(root, 'inner'), '4.20.0');
  const file = (from: string): string =>
    join(dirname(from), 'node_modules', '@tensorflow', 'tfjs-core', 'dist', 'main.js');
  expect(tfjsCopies({ ours: outer, users: outer })).toEqual({
    ours: file(outer),
    users: file(outer),
    version: '4.22.0',
  });
  expect(tfjsCopies({ ours: inner, users: outer })).toMatchObject({
    ours: file(inner),
    users: file(outer),
    version: '4.20.0',
  });
  const bare = join(temporaryFolder(), 'from.js');
  expect(tfjsCopies({ ours: bare, users: bare })).toEqual({
    ours: undefined,
    users: undefined,
    version: undefined,
  });
});

test('pip: its version, none without a site, none without Python', () => {
  const bin = join(temporaryFolder(), 'bin');
  expect(pipVersion({ PATH: pathWithRealPython(bin) })).toMatch(/^\d+\.\d+/);
  expect(pipVersion({ PATH: pathWithPython(bin, `exec '${REAL_PYTHON}' -I -S "$@"`) })).toBeUndefined();
  expect(pipVersion({ PATH: pathWithPython(bin, 'echo welcome') })).toBeUndefined();
  expect(pipVersion({ PATH: temporaryFolder() })).toBeUndefined();
});
