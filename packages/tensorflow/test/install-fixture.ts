import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../src/library/cache-folder.ts';
import type { LibraryPlan } from '../src/library/library-plan.ts';
import type { PinnedWheel } from '../src/library/pinned-wheel.ts';
import { fakePip, fakeWheel, flatPlan } from './fake-wheel.ts';
import { pathWithRealPython } from './python-scripts.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A machine for installations: a small wheel, a pip that only copies it, an empty cache. */
export interface InstallFixture {
  readonly root: string;
  /** The wheel's file. */
  readonly file: string;
  readonly wheel: PinnedWheel;
  /** The plan that is this wheel. */
  readonly plan: LibraryPlan;
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
    plan: flatPlan(wheel),
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

/** {@link installFixture} with a plan in the layout of the one for GPUs: TensorFlow, and a library and a program beside it. */
export function treeFixture(options: { readonly pipSeconds?: number } = {}): InstallFixture {
  const fixture = installFixture(options);
  const members = ['nvidia/blas/lib/libblas.so.12', 'nvidia/nvcc/bin/ptxas'];
  const parts = fakeWheel(dirname(fixture.file), 'tiny-parts', members);
  const plan: LibraryPlan = {
    name: 'tiny-gpu-1.0',
    version: '1.0',
    gpu: true,
    layout: 'tree',
    wheels: [fixture.wheel, parts.wheel],
  };
  return { ...fixture, plan };
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
