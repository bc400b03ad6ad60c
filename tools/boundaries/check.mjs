// Holds every import of packages/* against the table.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { importsOf, logicIn } from './imports.mjs';
import {
  BACKEND,
  BRINGS_BACKEND,
  BROWSER,
  MAY_IMPORT,
  NAMELESS,
  TEST_RUNNER,
  WITHOUT_TENSORS,
} from './rules.mjs';

const SOURCE_FOLDERS = ['src', 'test', 'bin'];
const BUILTIN = new Set(builtinModules);

const isTest = (file) => /\.test\.[cm]?[jt]s$/.test(file) || file.split(sep).includes('test');

const sourceFiles = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.split(sep).includes('node_modules'))
    .toSorted();

const packageName = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const mayBring = (key, name, dynamic) => {
  const { backends, when } = BRINGS_BACKEND[key] ?? { backends: [] };
  return backends.includes(name) && (when === 'always' || dynamic);
};

/** What is wrong with one import, as a sentence; undefined when it is allowed. */
function complaint({ specifier, dynamic, file, pack, packs }) {
  const test = isTest(relative(pack.folder, file));
  if (specifier.startsWith('.')) {
    const target = resolve(dirname(file), specifier);
    return target.startsWith(pack.folder + sep)
      ? undefined
      : `"${specifier}" leaves the package; import the sibling by its name.`;
  }
  if (specifier.startsWith('node:') || BUILTIN.has(specifier))
    return BROWSER.includes(pack.key) && !test
      ? `${pack.key} runs in browsers and may not import "${specifier}".`
      : undefined;
  const name = packageName(specifier);
  if (test && name === TEST_RUNNER) return undefined;
  const { dependencies, peerDependencies, devDependencies } = pack.manifest;
  const listed = { ...dependencies, ...peerDependencies, ...(test ? devDependencies : {}) };
  if (name === pack.manifest.name) return `a package does not import itself; import the file, "./x.ts".`;
  const sibling = packs.find(({ manifest }) => manifest.name === name);
  if (sibling !== undefined) {
    const allowed = MAY_IMPORT[pack.key] ?? [];
    if (!allowed.includes(sibling.key) && !(test && Object.hasOwn(devDependencies ?? {}, name)))
      return `${pack.key} may not import ${name} (it may import: ${allowed.join(', ') || 'none of ours'}).`;
    const subpath = `.${specifier.slice(name.length)}`;
    if (!Object.hasOwn(sibling.manifest.exports ?? {}, subpath))
      return `"${specifier}" reaches into ${name}; import what it exports: ${Object.keys(sibling.manifest.exports ?? {}).join(', ')}.`;
  }
  if (!test && BACKEND.test(name) && !mayBring(pack.key, name, dynamic))
    return `"${name}" brings a backend, which is the user's choice.`;
  if (WITHOUT_TENSORS.includes(pack.key) && name.startsWith('@tensorflow/'))
    return `${pack.key} knows nothing of tensors and may not import "${name}".`;
  if (!Object.hasOwn(listed, name))
    return `"${name}" is not in ${pack.key}'s package.json (dependencies, peerDependencies${test ? ', devDependencies' : ''}).`;
  return undefined;
}

/**
 * @param {string} root of the workspace
 * @returns {{ problems: string[], files: number }} one line per violation: `file:line: what is wrong`
 */
export function checkBoundaries(root) {
  const packs = readdirSync(join(root, 'packages'))
    .map((key) => ({ key, folder: resolve(root, 'packages', key) }))
    .filter(({ folder }) => existsSync(join(folder, 'package.json')))
    .map((pack) => ({
      ...pack,
      manifest: JSON.parse(readFileSync(join(pack.folder, 'package.json'), 'utf8')),
    }));
  const problems = [];
  let files = 0;
  for (const pack of packs) {
    if (!Object.hasOwn(MAY_IMPORT, pack.key))
      problems.push(`packages/${pack.key}: no row in tools/boundaries/rules.mjs; add what it may import.`);
    for (const folder of SOURCE_FOLDERS.map((name) => join(pack.folder, name)).filter(existsSync))
      for (const file of sourceFiles(folder)) {
        files += 1;
        const shown = relative(root, file);
        const text = readFileSync(file, 'utf8');
        if (NAMELESS.test(basename(file)))
          problems.push(`${shown}: the name says nothing; name the file after the concept in it.`);
        if (file === join(pack.folder, 'src', 'index.ts'))
          for (const line of logicIn({ file, text }))
            problems.push(`${shown}:${line}: index.ts only re-exports; move this into a file of its own.`);
        for (const { specifier, line, dynamic } of importsOf({ file, text })) {
          const problem = complaint({ specifier, dynamic, file, pack, packs });
          if (problem !== undefined) problems.push(`${shown}:${line}: ${problem}`);
        }
      }
  }
  return { problems, files };
}
