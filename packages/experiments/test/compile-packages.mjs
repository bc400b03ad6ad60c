import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} source */
const javaScript = (source) =>
  ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;

/** @param {string} from @param {string} to */
function compileFile(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, javaScript(readFileSync(from, 'utf8')));
}

/** A package's sources, beside links to what it needs from the registry. @param {string} name @param {string} entry @param {string} to */
function compilePackage(name, entry, to) {
  const from = join(PACKAGES, name);
  for (const file of readdirSync(join(from, 'src'), { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.ts') && !file.endsWith('.test.ts'))
      compileFile(join(from, 'src', file), join(to, 'src', file.replace(/\.ts$/, '.js')));
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
  const folder = mkdtempSync(join(PACKAGE, 'node_modules', '.compiled-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const [name, entry] of Object.entries(entries))
    compilePackage(name, entry, join(folder, 'node_modules', '@skipjack', name));
  for (const file of programs)
    compileFile(join(PACKAGE, 'test', file), join(folder, 'test', file.replace(/\.ts$/, '.js')));
  return folder;
}

/**
 * Removes what {@link compilePackages} made.
 *
 * @param {string} folder
 */
export function removeCompiled(folder) {
  rmSync(folder, { recursive: true, force: true });
}
