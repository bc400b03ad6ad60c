// @ts-check
/**
 * tfjs-core's npm package holds its suite as ES modules under `dist`, written for a bundler: paths without `.js`, in a
 * package that does not say `"type": "module"`, and `require` here and there. With these hooks Node runs them as they are,
 * and everybody who imports `@tensorflow/tfjs-core`, our engine included, gets that same copy of tfjs-core.
 */
import { existsSync, statSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = createRequire(import.meta.url);
const PACKAGE = '@tensorflow/tfjs-core';
const FOLDER = dirname(here.resolve(`${PACKAGE}/package.json`));
const DIST = `${pathToFileURL(join(FOLDER, 'dist')).href}/`;

/** @param {string} file without `.js` or `/index.js` */
const complete = (file) =>
  [file, `${file}.js`, join(file, 'index.js')].find((path) => existsSync(path) && statSync(path).isFile());

/**
 * The URL of tfjs-core's module that this import means; undefined when it means something else.
 *
 * @param {string} specifier
 * @param {string | undefined} parent URL of the importing module
 */
function moduleOfCore(specifier, parent) {
  if (specifier === PACKAGE) return `${DIST}index.js`;
  if (specifier === 'seedrandom' && parent?.startsWith(DIST))
    return new URL('seedrandom.mjs', import.meta.url).href;
  const path = specifier.startsWith(`${PACKAGE}/dist/`)
    ? join(FOLDER, specifier.slice(PACKAGE.length + 1))
    : specifier.startsWith('.') && parent?.startsWith(DIST)
      ? fileURLToPath(new URL(specifier, parent))
      : undefined;
  const file = path === undefined ? undefined : complete(path);
  return file === undefined ? undefined : pathToFileURL(file).href;
}

/**
 * A resolve hook of Node's, for `registerHooks` and `register` alike.
 *
 * @param {string} specifier
 * @param {import('node:module').ResolveHookContext} context
 * @param {(specifier: string, context: import('node:module').ResolveHookContext) => any} next
 */
export function resolve(specifier, context, next) {
  const url = context.conditions.includes('require') ? undefined : moduleOfCore(specifier, context.parentURL);
  return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
}

/** Makes `import` of tfjs-core's suite work in this process, on every Node from 20.19. */
export function openCoreSuite() {
  // Node 20 and the first versions of 22 lack the hooks that run in the importing thread.
  /** @type {any} */
  const { registerHooks } = nodeModule;
  if (typeof registerHooks === 'function') registerHooks({ resolve });
  else nodeModule.register(import.meta.url);
  const fromJasmine = createRequire(here.resolve('jasmine'));
  const fromCore = createRequire(join(FOLDER, 'package.json'));
  const require = (/** @type {string} */ id) =>
    id.startsWith('jasmine-core') ? fromJasmine(id) : fromCore(id);
  Object.assign(globalThis, { require: Object.assign(require, { resolve: fromCore.resolve }) });
}
