import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

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
 * Compiles the sources of this package to JavaScript in a folder of their own, which worker threads can run on any Node: `src/index.js`. It
 * lies in the package's `node_modules`, where its dependencies are found; the caller removes it.
 *
 * @returns {string} the folder
 */
export function compileDatasets() {
  const modules = join(PACKAGE, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const folder = mkdtempSync(join(modules, '.compiled-'));
  // The scope of packages ends at node_modules: without this the files would be CommonJS.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const name of readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const target = join(folder, 'src', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, javaScript(readFileSync(join(PACKAGE, 'src', name), 'utf8')));
  }
  return folder;
}

/**
 * Removes what {@link compileDatasets} made.
 *
 * @param {string} folder
 */
export function removeCompiled(folder) {
  rmSync(folder, { recursive: true, force: true });
}
