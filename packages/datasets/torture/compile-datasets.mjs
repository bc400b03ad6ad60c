import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFolder, newCompiledFolder } from '@skipjack-private/compiled-sources';

export { removeCompiled } from '@skipjack-private/compiled-sources';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const WEIGHTS = fileURLToPath(new URL('../../weights', import.meta.url));
const endings = ['.ts', '.mjs'];

/**
 * Compiles the sources and fuzz programs of this package, and those of the weights package, to JavaScript in a folder of their own, which
 * worker threads can run on any Node: `src`, `test`, `weights/src`, `weights/test`. The caller removes it.
 *
 * @returns {string} the folder
 */
export function compileDatasets() {
  const folder = newCompiledFolder(PACKAGE);
  for (const part of ['src', 'test']) {
    compileFolder({ from: PACKAGE, to: folder, part, endings });
    compileFolder({ from: WEIGHTS, to: join(folder, 'weights'), part, endings });
  }
  cpSync(join(PACKAGE, 'test', 'golden'), join(folder, 'test', 'golden'), { recursive: true });
  return folder;
}
