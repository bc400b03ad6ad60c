import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../src/library/cache-folder.ts';
import type { PinnedWheel } from '../src/library/pinned-wheel.ts';
import { fakePip, fakeWheel } from './fake-wheel.ts';
import { pathWithRealPython } from './python-scripts.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A machine for installations: a small wheel, a pip that only copies it, an empty cache. */
export interface InstallFixture {
  readonly root: string;
  /** The wheel's file. */
  readonly file: string;
  readonly wheel: PinnedWheel;
  readonly environment: Environment;
  /** The folder in which the library's folder is made. */
  readonly parent: string;
  /** What is in it. */
  readonly left: () => string[];
  /** How often pip was asked to download. */
  readonly downloads: () => number;
  /** The process id of the last pip. */
  readonly pip: () => number;
}

export function installFixture(options: { readonly pipSeconds?: number } = {}): InstallFixture {
  const root = temporaryFolder();
  const log = join(root, 'pip.log');
  const { file, wheel } = fakeWheel(join(root, 'index'));
  const parent = join(root, 'cache', 'tensorflow');
  return {
    root,
    file,
    wheel,
    parent,
    environment: {
      PATH: pathWithRealPython(join(root, 'bin')),
      PYTHONPATH: fakePip(join(root, 'modules'), { file, log, seconds: options.pipSeconds ?? 0 }),
      SKIPJACK_CACHE: join(root, 'cache'),
    },
    left: () => (existsSync(parent) ? readdirSync(parent).sort() : []),
    downloads: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0),
    pip: () => Number(readFileSync(`${log}.pid`, 'utf8')),
  };
}

/** Whether a process runs: one that ended and was not waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 20));
}
