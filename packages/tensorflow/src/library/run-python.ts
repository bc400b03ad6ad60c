import { spawn } from 'node:child_process';
import { EngineError } from '../engine-error.ts';
import type { Environment } from './cache-folder.ts';

/** Options of {@link runPython}. */
export interface RunPythonOptions {
  /** What is being done, for the message of a failure. */
  readonly what: string;
  readonly environment: Environment;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** How a Python program ended. */
export interface PythonEnd {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Comes before every script. The working folder is no place for modules: a file named zipfile.py there is none of ours. And
 * the script ends with us however we end: we hold the other end of its standard input.
 */
const PRELUDE = `
import sys
sys.path = [folder for folder in sys.path if folder]
import os, threading
threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()
`;

/**
 * Runs a script in Python 3 to its end, which is also the end of `signal` or of this process.
 * @throws EngineError `INSTALL_FAILED` when there is no Python; the signal's reason when it is aborted, once Python is gone.
 */
export async function runPython(
  script: string,
  parameters: readonly string[],
  options: RunPythonOptions,
): Promise<PythonEnd> {
  const { what, environment, onLine, signal } = options;
  signal?.throwIfAborted();
  const program = process.platform === 'win32' ? 'python' : 'python3';
  const child = spawn(program, ['-c', PRELUDE + script, ...parameters], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // All that it writes is in our own folder, so it needs no chance to tidy up.
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  let output = '';
  let errors = '';
  let rest = '';
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    return { code, output, errors };
  } catch (error) {
    signal?.throwIfAborted();
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new EngineError(
      'INSTALL_FAILED',
      missing
        ? `${what} needs Python 3 with pip, and no ${program} was found; install Python 3, or point SKIPJACK_TENSORFLOW to a folder with the library.`
        : `${what} could not start ${program} (${(error as Error).message}); mend that Python, or point SKIPJACK_TENSORFLOW to a folder with the library.`,
      { cause: error },
    );
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The last lines that a failed program printed; of a Python traceback only its last. */
export function lastLines({ output, errors }: PythonEnd, count = 4): string {
  const lines = `${output}\n${errors}`
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');
  const traceback = lines.some((line) => line.startsWith('Traceback (most recent call last)'));
  return lines.slice(traceback ? -1 : -count).join(' ') || 'it printed nothing';
}
