import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/**
 * Compiles the package's sources, and `extra` files of its test folder, to JavaScript in a folder of their own, which
 * child processes and workers can run on any Node: `src/index.js`, `test/...`.
 *
 * The folder is inside the package's `node_modules`, where its dependencies are found; the caller removes it.
 */
export function compilePackage(extra = []) {
  const modules = join(PACKAGE, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const folder = mkdtempSync(join(modules, '.compiled-'));
  // The scope of packages ends at node_modules: without this the files would be CommonJS.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const sources = readdirSync(join(PACKAGE, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join('src', name));
  for (const name of [...sources, ...extra.map((file) => join('test', file))]) {
    const target = join(folder, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, javaScript(readFileSync(join(PACKAGE, name), 'utf8')));
  }
  return folder;
}

/** Removes what {@link compilePackage} made. */
export function removeCompiled(folder) {
  rmSync(folder, { recursive: true, force: true });
}

function javaScript(source) {
  return ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
}
