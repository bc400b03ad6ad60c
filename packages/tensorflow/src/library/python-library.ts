import { spawnSync } from 'node:child_process';
import type { Environment } from './cache-folder.ts';

/** Options of {@link pythonLibraryFolder}. */
export interface PythonLibraryOptions {
  readonly environment: Environment;
  /** How long a Python may take to answer. @defaultValue 10000 */
  readonly milliseconds?: number;
}

const MARK = 'skipjack-found:';

// Marked, because a site's start-up code may print lines of its own. Nothing of TensorFlow is run.
const PROBE = `
import importlib.util
spec = importlib.util.find_spec('tensorflow')
for folder in (spec and spec.submodule_search_locations) or []: print('${MARK}' + folder)
`;

/**
 * Folder of the `tensorflow` package of the first Python on the PATH, or undefined when that has none or there is no Python.
 *
 * A Python that fails or does not answer in time counts as none.
 */
export function pythonLibraryFolder(options: PythonLibraryOptions): string | undefined {
  const { environment, milliseconds = 10_000 } = options;
  for (const python of process.platform === 'win32' ? ['python'] : ['python3', 'python']) {
    // `-I` keeps the working folder and the user's PYTHON* variables out: a folder named tensorflow is no TensorFlow.
    const run = spawnSync(python, ['-I', '-c', PROBE], {
      encoding: 'utf8',
      timeout: milliseconds,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...environment },
      windowsHide: true,
    });
    if (run.error || run.status !== 0) continue;
    const line = run.stdout.split(/\r?\n/).find((text) => text.startsWith(MARK));
    return line?.slice(MARK.length);
  }
  return undefined;
}
