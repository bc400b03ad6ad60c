import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
    const target = join(to, part, name.replace(/\.ts$/, '.js'));
    if (name.endsWith('.test.ts') || !/\.(?:ts|mjs)$/.test(name)) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (name.endsWith('.mjs')) copyFileSync(join(from, part, name), target);
    else writeFileSync(target, javaScript(readFileSync(join(from, part, name), 'utf8')));
  }
}

/**
 * Compiles the sources and fuzz programs of this package, and those of the weights package, to JavaScript in a folder of their own, which
 * worker threads can run on any Node: `src`, `test`, `weights/src`, `weights/test`. The caller removes it.
 *
 * @returns {string} the folder
 */
export function compileDatasets() {
  const folder = mkdtempSync(join(PACKAGE, 'node_modules', '.compiled-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const part of ['src', 'test']) {
    compileFolder({ from: PACKAGE, to: folder, part });
    compileFolder({ from: WEIGHTS, to: join(folder, 'weights'), part });
  }
  cpSync(join(PACKAGE, 'test', 'golden'), join(folder, 'test', 'golden'), { recursive: true });
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
