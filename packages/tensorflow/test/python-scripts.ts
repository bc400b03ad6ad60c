import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Python that runs, and not a version manager's script before it. */
export const REAL_PYTHON: string = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/** A folder for the PATH that has one program, `python3`: this shell script. */
export function pathWithPython(folder: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'python3');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** {@link pathWithPython} with the machine's own Python. */
export function pathWithRealPython(folder: string): string {
  return pathWithPython(folder, `exec '${REAL_PYTHON}' "$@"`);
}
