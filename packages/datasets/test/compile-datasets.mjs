import { fileURLToPath } from 'node:url';
import { compileFolder, newCompiledFolder } from '@skipjack-private/compiled-sources';

export { removeCompiled } from '@skipjack-private/compiled-sources';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/**
 * Compiles the sources of this package to JavaScript in a folder of their own, which worker threads can run on any Node: `src/index.js`. The
 * caller removes it.
 *
 * @returns {string} the folder
 */
export function compileDatasets() {
  const folder = newCompiledFolder(PACKAGE);
  compileFolder({ from: PACKAGE, to: folder, part: 'src' });
  return folder;
}
