import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { MAIN_LIBRARY_NAMES, mainLibrary } from '../native/load-library.ts';
import { mainFolder, planFolder, type Environment } from './cache-folder.ts';
import { libraryPlan, libraryPlans, noPlanReason, type LibraryPlan } from './library-plan.ts';
import { pythonLibraryFolder } from './python-library.ts';
import { INSTALL_COMMAND } from './remedy.ts';

/** Where a library was found. */
export type LibrarySource = 'option' | 'environment' | 'tfjs-node-gpu' | 'tfjs-node' | 'cache' | 'python';

/** A TensorFlow library on this machine. */
export interface FoundLibrary {
  /** The main library's file. */
  readonly file: string;
  /** Its folder. */
  readonly folder: string;
  /** Which place won. */
  readonly source: LibrarySource;
  /** What Skipjack installed there; only of the `cache`. */
  readonly plan?: LibraryPlan;
}

/** Options of {@link findLibrary}. */
export interface FindLibraryOptions {
  /** A folder with the library, or the main library's file. It wins over every other place. */
  readonly path?: string;
  /** Environment variables. @defaultValue `process.env` */
  readonly environment?: Environment;
  /** Folder from which installed packages are looked for. @defaultValue `process.cwd()` */
  readonly from?: string;
}

/**
 * Finds libtensorflow; the first hit wins: the option `path`, then `SKIPJACK_TENSORFLOW`, an installed
 * `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`, Skipjack's own cache, filled by `skipjack engine install`, and a
 * Python environment that has `tensorflow`, which is asked last because starting Python takes a tenth of a second.
 *
 * Nothing is loaded: {@link FoundLibrary.file} is where it would be loaded from.
 * @throws EngineError `LIBRARY_NOT_FOUND` when no place has it, with the command to run; also when an explicit path has none.
 */
export function findLibrary(options: FindLibraryOptions = {}): FoundLibrary {
  const { path, environment = process.env, from = process.cwd() } = options;
  if (path !== undefined) return explicit(path, 'option', 'The option `path`');
  const variable = environment['SKIPJACK_TENSORFLOW'];
  if (variable) return explicit(variable, 'environment', 'The environment variable SKIPJACK_TENSORFLOW');
  const found =
    inPackage('tfjs-node-gpu', from) ??
    inPackage('tfjs-node', from) ??
    inCache(environment) ??
    inPython(environment);
  if (found) return found;
  throw new EngineError(
    'LIBRARY_NOT_FOUND',
    libraryPlan() === undefined
      ? `No TensorFlow library was found on this machine. ${noPlanReason()}`
      : `No TensorFlow library was found on this machine; run \`${INSTALL_COMMAND}\`, which needs Python 3 with pip.`,
  );
}

function explicit(path: string, source: LibrarySource, who: string): FoundLibrary {
  const absolute = resolve(path);
  const isFile = existsSync(absolute) && statSync(absolute).isFile();
  const file = isFile ? absolute : mainLibrary(absolute);
  if (file) return { file, folder: dirname(file), source };
  const names = (MAIN_LIBRARY_NAMES[process.platform] ?? ['a TensorFlow library']).join(' or ');
  throw new EngineError(
    'LIBRARY_NOT_FOUND',
    `${who} names ${absolute}, where there is no ${names}; give the folder that has it.`,
  );
}

function inPackage(name: 'tfjs-node-gpu' | 'tfjs-node', from: string): FoundLibrary | undefined {
  // Beside our own package too: the program may run in a folder outside of its project.
  for (const base of [join(from, 'from.js'), import.meta.url])
    try {
      const manifest = createRequire(base).resolve(`@tensorflow/${name}/package.json`);
      const found = inFolder(join(dirname(manifest), 'deps', 'lib'), name);
      if (found) return found;
    } catch {
      // not installed there
    }
  return undefined;
}

function inPython(environment: Environment): FoundLibrary | undefined {
  const folder = pythonLibraryFolder({ environment });
  return folder === undefined ? undefined : inFolder(folder, 'python');
}

/** The library for GPUs first: who installed it asked for it by name. */
function inCache(environment: Environment): FoundLibrary | undefined {
  for (const plan of libraryPlans()) {
    const found = inFolder(mainFolder(plan, planFolder(plan, environment)), 'cache');
    if (found) return { ...found, plan };
  }
  return undefined;
}

function inFolder(folder: string, source: LibrarySource): FoundLibrary | undefined {
  const file = mainLibrary(folder);
  return file === undefined ? undefined : { file, folder, source };
}
