import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const WEIGHTS = fileURLToPath(new URL('../../weights', import.meta.url));

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

/** @param {{ from: string, to: string, part: string }} options */
function compileFolder({ from, to, part }) {
  for (const name of readdirSync(join(from, part), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const target = join(to, part, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, javaScript(readFileSync(join(from, part, name), 'utf8')));
  }
}

/**
 * Compiles the sources and test programs of this package, and the weights package that they need, to JavaScript in a folder
 * of their own, which child processes can run on any Node: `src/index.js`, `test/...`. The caller removes it.
 *
 * @returns {string} the folder
 */
export function compileRuns() {
  const modules = join(PACKAGE, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const folder = mkdtempSync(join(modules, '.compiled-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const part of ['src', 'test']) compileFolder({ from: PACKAGE, to: folder, part });
  const weights = join(folder, 'node_modules', '@skipjack', 'weights');
  compileFolder({ from: WEIGHTS, to: weights, part: 'src' });
  writeFileSync(
    join(weights, 'package.json'),
    '{ "name": "@skipjack/weights", "type": "module", "exports": "./src/index.js" }\n',
  );
  return folder;
}

/**
 * Removes what {@link compileRuns} made.
 *
 * @param {string} folder
 */
export function removeCompiled(folder) {
  rmSync(folder, { recursive: true, force: true });
}
