import { spawn } from 'node:child_process';
import { EngineError } from '../engine-error.ts';

/** Options of {@link runPython}. */
export interface RunPythonOptions {
  /** What is being done, for the message of a failure. */
  readonly what: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const LAST_LINES = 4;

/**
 * Runs Python 3 to its end and answers its standard output.
 * @throws EngineError `INSTALL_FAILED` with the last lines that it printed, or when there is no Python.
 */
export async function runPython(parameters: readonly string[], options: RunPythonOptions): Promise<string> {
  const { what, environment, onLine, signal } = options;
  const program = process.platform === 'win32' ? 'python' : 'python3';
  const child = spawn(program, [...parameters], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(signal ? { signal } : {}),
  });
  let output = '';
  let errors = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new EngineError(
      'INSTALL_FAILED',
      missing
        ? `${what} needs Python 3 with pip, and no ${program} was found; install Python 3, or point SKIPJACK_TENSORFLOW to a folder with the library.`
        : `${what} could not start ${program}: ${(error as Error).message}`,
      { cause: error },
    );
  });
  signal?.throwIfAborted();
  if (code === 0) return output;
  const reason = `${output}\n${errors}`.trim().split('\n').slice(-LAST_LINES).join(' | ');
  throw new EngineError(
    'INSTALL_FAILED',
    `${what} failed (python exit code ${code}): ${reason || 'no output'}`,
  );
}
