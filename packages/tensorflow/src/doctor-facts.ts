import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { gatherGpuFacts, type GpuFacts } from './doctor-gpu-facts.ts';
import { gatherPackageFacts, type PackageFacts } from './doctor-packages.ts';
import { engineDevices, loadEngine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { cacheFolder, planFolder, type Environment } from './library/cache-folder.ts';
import { findLibrary, type FoundLibrary } from './library/find-library.ts';
import { verifyLibraries } from './library/verify-libraries.ts';
import { hasGpuKernels, type EngineDevice } from './native/device-list.ts';

/** Where programs find tfjs-core. */
export interface TfjsCopies {
  /** The copy that this package uses; undefined when there is none. */
  readonly ours?: string | undefined;
  /** The copy that a program in the working folder uses. */
  readonly users?: string | undefined;
  /** Version of ours. */
  readonly version?: string | undefined;
}

/** What was found of the TensorFlow library. */
export interface LibraryFacts {
  readonly found?: FoundLibrary | undefined;
  /** Whether SKIPJACK_TENSORFLOW names the place. */
  readonly named: boolean;
  /** TensorFlow's version, when it could be loaded. */
  readonly version?: string | undefined;
  /** Why it could not be found or loaded. */
  readonly fault?: unknown;
}

/** Everything that the doctor looks at. */
export interface MachineFacts {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** Undefined where the C library is another one, as musl. */
  readonly glibc: string | undefined;
  /** Features of the processor as Linux names them; undefined where they cannot be read. */
  readonly processorFlags: readonly string[] | undefined;
  /** Bytes of memory that this process may use: a container's limit counts. */
  readonly totalMemory: number;
  readonly freeMemory: number;
  /** Bytes of memory of the whole machine. */
  readonly machineMemory: number;
  readonly tfjs: TfjsCopies;
  readonly packages: PackageFacts;
  readonly library: LibraryFacts;
  readonly gpu: GpuFacts;
  /** Version of pip; undefined when there is no Python 3 with pip. */
  readonly pip: string | undefined;
  /** Skipjack's cache; undefined when it has no place. */
  readonly cache: string | undefined;
}

/** Looks at this machine. */
export async function gatherFacts(): Promise<MachineFacts> {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const { library, devices, build } = await libraryFacts();
  const { found, version } = library;
  const environment = process.env;
  return {
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    glibc: report?.header?.glibcVersionRuntime,
    processorFlags: processorFlags(),
    totalMemory: Math.min(totalmem(), limit),
    // Node's own answer, where it has one, also counts what others in the container use.
    freeMemory: Math.min(process.availableMemory?.() ?? freemem(), freemem(), limit),
    machineMemory: totalmem(),
    tfjs: tfjsCopies({ ours: import.meta.url, users: join(process.cwd(), 'from.js') }),
    packages: gatherPackageFacts({ folder: process.cwd(), environment }),
    library,
    gpu: gatherGpuFacts({ found, version, devices, build, environment }),
    pip: pipVersion(environment),
    cache: cacheOrNothing(),
  };
}

function processorFlags(): string[] | undefined {
  try {
    return /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.trim().split(' ') ?? [];
  } catch {
    return undefined;
  }
}

/** The copies of tfjs-core that two files import. */
export function tfjsCopies(files: { readonly ours: string; readonly users: string }): TfjsCopies {
  const copy = (from: string, name: string): string | undefined => {
    try {
      return createRequire(from).resolve(name);
    } catch {
      return undefined;
    }
  };
  const manifest = copy(files.ours, '@tensorflow/tfjs-core/package.json');
  return {
    ours: copy(files.ours, '@tensorflow/tfjs-core'),
    users: copy(files.users, '@tensorflow/tfjs-core'),
    version: manifest && (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version,
  };
}

async function libraryFacts(): Promise<{
  library: LibraryFacts;
  devices: EngineDevice[];
  build: boolean | undefined;
}> {
  let found: FoundLibrary | undefined;
  const named = Boolean(process.env['SKIPJACK_TENSORFLOW']);
  try {
    found = findLibrary();
    // Only of the cache are the sums known. A damaged library is not loaded: that could end the process.
    if (found.plan) await verifyLibraries(planFolder(found.plan), found.plan);
    const { version, native } = loadEngine();
    return {
      library: { found, named, version },
      devices: engineDevices(),
      build: hasGpuKernels(native),
    };
  } catch (fault) {
    return { library: { found, named, fault }, devices: [], build: undefined };
  }
}

/** Version of the pip that `engine install` would use. */
export function pipVersion(environment: Environment): string | undefined {
  const program = process.platform === 'win32' ? 'python' : 'python3';
  const run = spawnSync(program, ['-m', 'pip', '--version'], {
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGKILL',
    env: { ...environment },
    windowsHide: true,
  });
  return run.status === 0 ? /^pip (\S+)/m.exec(run.stdout)?.[1] : undefined;
}

function cacheOrNothing(): string | undefined {
  try {
    return cacheFolder();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
