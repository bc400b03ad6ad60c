import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFolder, newCompiledFolder } from '@skipjack-private/compiled-sources';

export { removeCompiled } from '@skipjack-private/compiled-sources';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const WEIGHTS = fileURLToPath(new URL('../../weights', import.meta.url));

/**
 * Compiles the sources and test programs of this package, and the weights package that they need, to JavaScript in a folder
 * of their own, which child processes can run on any Node: `src/index.js`, `test/...`. The caller removes it.
 *
 * @returns {string} the folder
 */
export function compileRuns() {
  const folder = newCompiledFolder(PACKAGE);
  for (const part of ['src', 'test']) compileFolder({ from: PACKAGE, to: folder, part });
  const weights = join(folder, 'node_modules', '@skipjack', 'weights');
  compileFolder({ from: WEIGHTS, to: weights, part: 'src' });
  writeFileSync(
    join(weights, 'package.json'),
    '{ "name": "@skipjack/weights", "type": "module", "exports": "./src/index.js" }\n',
  );
  return folder;
}
