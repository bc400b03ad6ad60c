import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFile, compileFolder, newCompiledFolder } from '@skipjack-private/compiled-sources';

export { removeCompiled } from '@skipjack-private/compiled-sources';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));

/** A package's sources, beside links to what it needs from the registry. @param {string} name @param {string} entry @param {string} to */
function compilePackage(name, entry, to) {
  const from = join(PACKAGES, name);
  compileFolder({ from, to, part: 'src' });
  writeFileSync(
    join(to, 'package.json'),
    JSON.stringify({ name: `@skipjack/${name}`, type: 'module', exports: `./src/${entry}.js` }),
  );
  const modules = join(from, 'node_modules');
  mkdirSync(join(to, 'node_modules'), { recursive: true });
  for (const dependency of existsSync(modules) ? readdirSync(modules) : [])
    if (!dependency.startsWith('.') && dependency !== '@skipjack' && dependency !== '@types')
      symlinkSync(join(modules, dependency), join(to, 'node_modules', dependency));
}

/**
 * Compiles packages' sources, and programs of this test folder, to JavaScript in a folder of their own, which child processes
 * can run on any Node: `test/...`. The caller removes it.
 *
 * @param {Readonly<Record<string, string>>} entries the packages, each with the module that programs import by its name, such as `index`
 * @param {readonly string[]} programs files of this folder
 * @returns {string} the folder
 */
export function compilePackages(entries, programs) {
  const folder = newCompiledFolder(PACKAGE);
  for (const [name, entry] of Object.entries(entries))
    compilePackage(name, entry, join(folder, 'node_modules', '@skipjack', name));
  for (const file of programs) compileFile(join(PACKAGE, 'test', file), join(folder, 'test', file));
  return folder;
}
