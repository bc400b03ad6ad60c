import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { pathWithPython, pathWithRealPython } from '../../test/python-scripts.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { MAIN_LIBRARY_NAMES } from '../native/load-library.ts';
import { mainFolder, planFolder } from './cache-folder.ts';
import { findLibrary, type FoundLibrary } from './find-library.ts';
import { libraryPlan, type LibraryPlan } from './library-plan.ts';

const [NAME = '', OLD_NAME = ''] = MAIN_LIBRARY_NAMES[process.platform] ?? [];

const [CPU, GPU] = [libraryPlan(), libraryPlan({ gpu: true })] as [LibraryPlan, LibraryPlan];

function write(file: string, text = ''): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A machine with nothing: no Python, no package, an empty cache. */
function bareMachine() {
  const root = temporaryFolder();
  const [from, bin, cache] = ['project', 'bin', 'cache'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(from);
  mkdirSync(bin);
  const environment: Record<string, string> = { PATH: bin, SKIPJACK_CACHE: cache };
  return { root, from, bin, environment };
}

/** Puts a library into each place, from the last to the first. */
function fill(machine: ReturnType<typeof bareMachine>) {
  const { root, from, bin, environment } = machine;
  const inPackage = (name: string): string => {
    const folder = join(from, 'node_modules', '@tensorflow', name);
    write(join(folder, 'package.json'), '{}');
    return write(join(folder, 'deps', 'lib', OLD_NAME));
  };
  return {
    python: () => {
      pathWithPython(bin, `echo 'skipjack-found:${join(root, 'site', 'tensorflow')}'`);
      return write(join(root, 'site', 'tensorflow', NAME));
    },
    cache: () => write(join(mainFolder(CPU, planFolder(CPU, environment)), NAME)),
    'cache for GPUs': () => write(join(mainFolder(GPU, planFolder(GPU, environment)), NAME)),
    'tfjs-node': () => inPackage('tfjs-node'),
    'tfjs-node-gpu': () => inPackage('tfjs-node-gpu'),
    environment: () => dirname(write((environment['SKIPJACK_TENSORFLOW'] = join(root, 'named', NAME)))),
  };
}

const PLACES = ['python', 'cache', 'cache for GPUs', 'tfjs-node', 'tfjs-node-gpu'] as const;

// A machine for each: Node remembers from where it resolved a package.
test.each(PLACES.map((place, index) => [place, PLACES.slice(0, index)] as const))(
  'the library of %s is found, and wins over that of %j',
  (place, others) => {
    const machine = bareMachine();
    const { from, environment } = machine;
    const places = fill(machine);
    for (const other of others) places[other]();
    const file = places[place]();
    const plan = { cache: { plan: CPU }, 'cache for GPUs': { plan: GPU } }[place as string] ?? {};
    const source = place === 'cache for GPUs' ? 'cache' : place;
    expect(findLibrary({ from, environment })).toEqual({ file, folder: dirname(file), source, ...plan });
  },
);

test('what a variable names wins over every place, and the option over that', () => {
  const machine = bareMachine();
  const { from, environment, root } = machine;
  const places = fill(machine);
  for (const place of PLACES) places[place]();
  const found = (path?: string): FoundLibrary =>
    findLibrary({ from, environment, ...(path === undefined ? {} : { path }) });
  const folder = places.environment();
  expect(found()).toEqual({ file: join(folder, NAME), folder, source: 'environment' });
  environment['SKIPJACK_TENSORFLOW'] = folder;
  expect(found()).toEqual({ file: join(folder, NAME), folder, source: 'environment' });
  const explicit = write(join(root, 'explicit', OLD_NAME));
  expect(found(dirname(explicit))).toEqual({ file: explicit, folder: dirname(explicit), source: 'option' });
  expect(found(explicit)).toEqual({ file: explicit, folder: dirname(explicit), source: 'option' });
});

test('with nothing anywhere the one command to run is named', () => {
  const { from, environment } = bareMachine();
  expect(() => findLibrary({ from, environment })).toThrow(
    /^No TensorFlow library was found on this machine; run `npx skipjack engine install`, which needs Python 3 with pip\.$/,
  );
});

test('a named place without a library is an error, even when another place has one', () => {
  const machine = bareMachine();
  const { from, environment, root } = machine;
  fill(machine).cache();
  expect(() => findLibrary({ from, environment, path: join(root, 'nowhere') })).toThrow(
    `The option \`path\` names ${join(root, 'nowhere')}, where there is no ${NAME} or ${OLD_NAME}; give the folder that has it.`,
  );
  environment['SKIPJACK_TENSORFLOW'] = from;
  expect(() => findLibrary({ from, environment })).toThrow(
    `The environment variable SKIPJACK_TENSORFLOW names ${from}, where there is no ${NAME} or ${OLD_NAME}; give the folder that has it.`,
  );
  environment['SKIPJACK_TENSORFLOW'] = '';
  expect(findLibrary({ from, environment }).source).toBe('cache');
});

test('a tfjs-node whose download failed is passed over', () => {
  const machine = bareMachine();
  const { from, environment } = machine;
  write(join(from, 'node_modules', '@tensorflow', 'tfjs-node', 'package.json'), '{}');
  const file = fill(machine).cache();
  expect(findLibrary({ from, environment }).file).toBe(file);
});

test('neither the working folder nor PYTHONPATH makes a folder named tensorflow a Python package', () => {
  const machine = bareMachine();
  const { from, environment, bin, root } = machine;
  const file = fill(machine).cache();
  for (const folder of [from, join(root, 'modules')]) {
    write(join(folder, 'tensorflow', '__init__.py'));
    write(join(folder, 'tensorflow', NAME));
  }
  pathWithRealPython(bin);
  environment['PYTHONPATH'] = join(root, 'modules');
  const before = process.cwd();
  process.chdir(from);
  try {
    expect(findLibrary({ from, environment })).toMatchObject({ file, source: 'cache' });
  } finally {
    process.chdir(before);
  }
});
