import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { freemem, totalmem } from 'node:os';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { loadEngine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { cacheFolder, libraryFile } from './library/cache-folder.ts';
import { findLibrary, INSTALL_COMMAND } from './library/find-library.ts';
import { pinnedWheel } from './library/pinned-wheel.ts';

/** One thing that {@link doctor} looked at. */
export interface Finding {
  /** `error`: the engine cannot run; `warning`: it runs, but something is off. */
  readonly level: 'ok' | 'warning' | 'error';
  readonly title: string;
  /** What was found. */
  readonly detail: string;
  /** The exact command or step that mends it. */
  readonly fix?: string;
}

/** What {@link doctor} found. */
export interface Diagnosis {
  /** True when no finding is an error. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

const OLDEST_NODE = [20, 19] as const;
const LITTLE_MEMORY = 2 * 1024 ** 3;

/** Looks at Node, the platform, Python, tfjs, memory and the TensorFlow library, and says how to mend what is wrong. */
export async function doctor(): Promise<Diagnosis> {
  const findings = [node(), platform(), processor(), memory(), tfjs(), ...library(), python()];
  return { ok: findings.every(({ level }) => level !== 'error'), findings };
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const detail = `Node ${process.versions.node}`;
  return fits
    ? { level: 'ok', title: 'Node', detail }
    : { level: 'error', title: 'Node', detail, fix: `Install Node ${OLDEST_NODE.join('.')} or later.` };
}

function platform(): Finding {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const glibc = report?.header?.glibcVersionRuntime;
  const detail = `${process.platform}-${process.arch}${glibc ? `, glibc ${glibc}` : ''}`;
  if (!pinnedWheel())
    return {
      level: 'warning',
      title: 'Platform',
      detail: `${detail}: no library is pinned for it, so \`engine install\` cannot help`,
      fix: 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.',
    };
  if (process.platform !== 'linux') return { level: 'ok', title: 'Platform', detail };
  const [major = 0, minor = 0] = (glibc ?? '0.0').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 27)
    ? { level: 'ok', title: 'Platform', detail }
    : {
        level: 'error',
        title: 'Platform',
        detail: `${detail}: TensorFlow's library needs glibc 2.27 or later${glibc ? '' : ' (musl has none)'}`,
        fix: 'Use a distribution with glibc 2.27 or later, for example Debian 11 or Ubuntu 20.04.',
      };
}

function processor(): Finding {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { level: 'ok', title: 'Processor', detail: process.arch };
  let flags = '';
  try {
    flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  } catch {
    return {
      level: 'warning',
      title: 'Processor',
      detail: '/proc/cpuinfo cannot be read, so AVX could not be checked',
    };
  }
  const has = (flag: string): boolean => flags.split(' ').includes(flag);
  const detail = ['avx', 'avx2', 'avx512f', 'amx_bf16'].filter(has).join(', ') || 'no AVX';
  return has('avx')
    ? { level: 'ok', title: 'Processor', detail }
    : {
        level: 'error',
        title: 'Processor',
        detail,
        fix: "TensorFlow's library needs a processor with AVX: run on another machine.",
      };
}

function memory(): Finding {
  const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  const detail = `${gib(totalmem())}, ${gib(freemem())} free`;
  return totalmem() >= LITTLE_MEMORY
    ? { level: 'ok', title: 'Memory', detail }
    : { level: 'warning', title: 'Memory', detail, fix: 'Train with a smaller --batch.' };
}

/** Several copies of tfjs-core do not see each other's tensors and kernels. */
function tfjs(): Finding {
  const ours = createRequire(import.meta.url);
  const users = createRequire(join(process.cwd(), 'from.js'));
  const [mine, theirs] = [ours, users].map((require) => resolveCore(require));
  if (mine === undefined)
    return {
      level: 'error',
      title: '@tensorflow/tfjs-core',
      detail: 'not installed',
      fix: 'npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-layers@4.22.0',
    };
  if (theirs !== undefined && theirs !== mine)
    return {
      level: 'error',
      title: '@tensorflow/tfjs-core',
      detail: `two copies: ${mine} and ${theirs}`,
      fix: 'npm dedupe @tensorflow/tfjs-core (all packages must ask for the same version)',
    };
  const { version } = ours('@tensorflow/tfjs-core/package.json') as { version: string };
  return { level: 'ok', title: '@tensorflow/tfjs-core', detail: version };
}

function resolveCore(require: NodeJS.Require): string | undefined {
  try {
    return require.resolve('@tensorflow/tfjs-core');
  } catch {
    return undefined;
  }
}

function library(): Finding[] {
  const title = 'TensorFlow library';
  try {
    const { file, folder, source } = findLibrary();
    const found: Finding = { level: 'ok', title, detail: `${file} (from ${source})` };
    if (source === 'cache') verifyCache(folder);
    const { version } = loadEngine();
    return [found, { level: 'ok', title: 'TensorFlow', detail: version }];
  } catch (error) {
    const known = error instanceof EngineError;
    const fix = pinnedWheel()
      ? `${INSTALL_COMMAND}${known && error.code === 'LIBRARY_DAMAGED' ? ' --force' : ''}`
      : 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.';
    return [{ level: 'error', title, detail: (error as Error).message, fix }];
  }
}

/** Compares the cached libraries with their pinned sums. @throws EngineError `LIBRARY_DAMAGED`. */
function verifyCache(folder: string): void {
  for (const { member, sha256 } of pinnedWheel()?.libraries ?? []) {
    const file = libraryFile(folder, member);
    const sum = sha256OfFile(file);
    if (sum !== sha256)
      throw new EngineError('LIBRARY_DAMAGED', `${file} has sha256 ${sum}, expected ${sha256}`);
  }
}

function sha256OfFile(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 22);
  const descriptor = openSync(file, 'r');
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk))
      hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

function python(): Finding {
  const program = process.platform === 'win32' ? 'python' : 'python3';
  const run = spawnSync(program, ['-m', 'pip', '--version'], { encoding: 'utf8', timeout: 20_000 });
  const detail =
    run.status === 0
      ? `pip ${run.stdout.split(' ')[1] ?? ''} (only \`engine install\` needs it); cache ${cacheFolder()}`
      : `${program} with pip was not found`;
  return run.status === 0
    ? { level: 'ok', title: 'Python', detail }
    : {
        level: 'warning',
        title: 'Python',
        detail,
        fix: 'Install Python 3 with pip: `engine install` downloads TensorFlow with it.',
      };
}
