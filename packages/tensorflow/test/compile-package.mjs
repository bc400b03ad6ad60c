import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFile, compileFolder, newCompiledFolder } from '@skipjack-private/compiled-sources';

export { removeCompiled } from '@skipjack-private/compiled-sources';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/**
 * Compiles the package's sources, and `extra` files of its test folder, to JavaScript in a folder of their own, which
 * child processes and workers can run on any Node: `src/index.js`, `test/...`. The caller removes it.
 */
export function compilePackage(extra = []) {
  const folder = newCompiledFolder(PACKAGE);
  compileFolder({ from: PACKAGE, to: folder, part: 'src' });
  for (const file of extra) compileFile(join(PACKAGE, 'test', file), join(folder, 'test', file));
  return folder;
}
