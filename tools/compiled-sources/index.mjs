// @ts-check
/** Sources as JavaScript, for tests and benches whose child processes and worker threads run on any Node. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

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

/**
 * Makes an empty folder of modules inside a package's `node_modules`, where its dependencies are found. The caller removes it.
 *
 * @param {string} packageFolder
 * @returns {string} the folder
 */
export function newCompiledFolder(packageFolder) {
  const modules = join(packageFolder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const folder = mkdtempSync(join(modules, '.compiled-'));
  // The scope of packages ends at node_modules: without this the files would be CommonJS.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  return folder;
}

/**
 * Compiles one file; one that is JavaScript already is copied.
 *
 * @param {string} from
 * @param {string} to path of the TypeScript file in its place, whose ending becomes `.js`
 */
export function compileFile(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  if (from.endsWith('.mjs')) copyFileSync(from, to);
  else writeFileSync(to.replace(/\.ts$/, '.js'), javaScript(readFileSync(from, 'utf8')));
}

/**
 * Compiles the files of a folder that end in one of `endings`, tests apart, into the same folder of another place.
 *
 * @param {{ from: string, to: string, part: string, endings?: readonly string[] }} options
 */
export function compileFolder({ from, to, part, endings = ['.ts'] }) {
  for (const name of readdirSync(join(from, part), { recursive: true, encoding: 'utf8' }))
    if (endings.some((ending) => name.endsWith(ending)) && !name.endsWith('.test.ts'))
      compileFile(join(from, part, name), join(to, part, name));
}

/**
 * Removes what {@link newCompiledFolder} made.
 *
 * @param {string} folder
 */
export function removeCompiled(folder) {
  rmSync(folder, { recursive: true, force: true });
}
