import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import type { Environment } from './cache-folder.ts';
import type { PinnedWheel } from './pinned-wheel.ts';
import { lastLines, runPython, type PythonEnd } from './run-python.ts';

/** Options of {@link downloadWheel}. */
export interface DownloadWheelOptions {
  readonly wheel: PinnedWheel;
  /** An empty folder that gets the wheel. */
  readonly work: string;
  readonly environment: Environment;
  /** Called with the bytes that are there, about twice a second. */
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const PIP = `
import runpy
runpy.run_module('pip', run_name='__main__', alter_sys=True)
`;

const POLL_MILLISECONDS = 500;

/** What pip says, and what to do then. The first that fits counts. */
const REMEDIES: readonly (readonly [said: RegExp, remedy: string])[] = [
  [
    /No module named '?pip\b/,
    'install pip (Debian or Ubuntu: `sudo apt-get install python3-pip`; elsewhere: `python3 -m ensurepip`)',
  ],
  [
    /DO NOT MATCH THE HASHES/,
    'this is not the file that Skipjack knows, so nothing was installed: look at the index that pip uses (`python3 -m pip config list`) and run the command again',
  ],
  [
    /No space left|Disk quota exceeded|File too large/,
    'make room, or set SKIPJACK_CACHE to a folder on another disk',
  ],
  [
    /No matching distribution|Could not find a version|Retrying|[Cc]onnection|[Tt]imed out|SSL|[Pp]roxy/,
    'check that pip reaches its package index (`python3 -m pip config list` shows which) and run the command again',
  ],
];

/**
 * Downloads a wheel with pip, which checks its sha256, and answers its file.
 * @throws EngineError `INSTALL_FAILED` with pip's reason and what to do.
 */
export async function downloadWheel(options: DownloadWheelOptions): Promise<string> {
  const { wheel, work, environment, onBytes, signal } = options;
  const temporary = join(work, 'pip');
  await mkdir(temporary);
  const requirements = join(work, 'requirements.txt');
  await writeFile(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  onBytes(0);
  const timer = setInterval(() => void folderBytes(work).then(onBytes, () => undefined), POLL_MILLISECONDS);
  const what = `Downloading ${wheel.project} ${wheel.version} with pip`;
  let end: PythonEnd;
  try {
    end = await runPython(
      PIP,
      ['download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-input']
        .concat(['--disable-pip-version-check', '--progress-bar', 'off', '--require-hashes'])
        .concat(['--python-version', wheel.python, '--platform', wheel.platform])
        .concat(['--dest', work, '--requirement', requirements]),
      { what, environment: { ...environment, TMPDIR: temporary }, signal },
    );
  } finally {
    clearInterval(timer);
  }
  if (end.code !== 0)
    throw new EngineError('INSTALL_FAILED', `${what} failed (${reason(end)}); ${remedy(end)}.`);
  const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
  if (file === undefined)
    throw new EngineError(
      'INSTALL_FAILED',
      `pip reported success but left no wheel of ${wheel.project} ${wheel.version}; run the command again.`,
    );
  return join(work, file);
}

function reason(end: PythonEnd): string {
  const sums = /Expected sha256 (\w+)\s+Got\s+(\w+)/.exec(end.errors);
  return sums ? `the wheel has sha256 ${sums[2]}, expected ${sums[1]}` : lastLines(end);
}

function remedy({ output, errors }: PythonEnd): string {
  const said = `${output}\n${errors}`;
  return (
    REMEDIES.find(([pattern]) => pattern.test(said))?.[1] ??
    'mend that and run the command again, or point SKIPJACK_TENSORFLOW to a folder with the library'
  );
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile())
      bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  return bytes;
}
