import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cudaLibraries, type CudaLibrary } from './doctor-cuda.ts';
import { planFolder, mainFolder, type Environment } from './library/cache-folder.ts';
import type { FoundLibrary } from './library/find-library.ts';
import { isComplete } from './library/install-engine.ts';
import { libraryPlan } from './library/library-plan.ts';
import type { EngineDevice } from './native/device-list.ts';

/** An NVIDIA card as its driver lists it. */
export interface GpuCard {
  /** For example `NVIDIA H100 80GB HBM3`. */
  readonly name: string;
  readonly memoryBytes: number;
}

/** What was found of GPUs. */
export interface GpuFacts {
  /** Devices that TensorFlow computes on; none where its library could not be loaded. */
  readonly devices: readonly EngineDevice[];
  /** Whether TensorFlow's library was built for GPUs; undefined where it could not be loaded. */
  readonly build: boolean | undefined;
  /** Version of NVIDIA's driver; undefined without one. */
  readonly driver: string | undefined;
  readonly cards: readonly GpuCard[];
  /** Whether an NVIDIA card is plugged in, with a driver or without. */
  readonly plugged: boolean;
  /** Whether the cards' device files are there: a container has them only when it is told to. */
  readonly deviceFiles: boolean;
  /** Whether the driver's library, `libcuda.so.1`, is there. */
  readonly driverLibrary: boolean;
  /** The environment variable CUDA_VISIBLE_DEVICES. */
  readonly visible: string | undefined;
  /** CUDA's and cuDNN's libraries that TensorFlow would open; none for a library without GPUs. */
  readonly libraries: readonly CudaLibrary[];
  /** Where `engine install --gpu` puts its library; undefined where there is none for the platform, or no cache. */
  readonly own: { readonly folder: string; readonly installed: boolean } | undefined;
}

/** Options of {@link gatherGpuFacts}. */
export interface GpuFactsOptions {
  readonly found: FoundLibrary | undefined;
  /** TensorFlow's version. */
  readonly version: string | undefined;
  readonly devices: readonly EngineDevice[];
  readonly build: boolean | undefined;
  readonly environment: Environment;
  /** The file system's root. @defaultValue `/` */
  readonly root?: string;
}

/** Looks for GPUs, their driver and their libraries. Loads nothing. */
export function gatherGpuFacts(options: GpuFactsOptions): GpuFacts {
  const { found, version, devices, build, environment, root = '/' } = options;
  const { cards, driver } = askDriver(environment);
  return {
    devices,
    build,
    driver: driverOf(join(root, 'proc/driver/nvidia/version')) ?? driver,
    cards,
    plugged: cards.length > 0 || isPlugged(join(root, 'sys/bus/pci/devices')),
    deviceFiles: list(join(root, 'dev')).some((name) => /^(nvidia\d+|dxg)$/.test(name)),
    driverLibrary: systemFolders(root, environment).some((folder) =>
      existsSync(join(folder, 'libcuda.so.1')),
    ),
    visible: environment['CUDA_VISIBLE_DEVICES'],
    libraries:
      build && found && version
        ? cudaLibraries({ found, version, folders: systemFolders(root, environment) })
        : [],
    own: ownLibrary(environment),
  };
}

/** Asks NVIDIA's own program, where there is one. */
function askDriver(environment: Environment): { cards: GpuCard[]; driver: string | undefined } {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
  const { status, stdout } = spawnSync('nvidia-smi', query, {
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...environment },
    windowsHide: true,
  });
  const rows = (status === 0 ? stdout : '').split('\n').map((line) => line.split(', '));
  const cards = rows.filter((row) => row.length === 3);
  return {
    cards: cards.map(([name = '', memory]) => ({ name, memoryBytes: Number(memory) * 2 ** 20 })),
    driver: cards[0]?.[2],
  };
}

function driverOf(file: string): string | undefined {
  return existsSync(file) ? /\s(\d+\.\d+(?:\.\d+)?)\s/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
}

/** NVIDIA's number among the makers of PCI devices, and the class of display controllers. */
function isPlugged(devices: string): boolean {
  const read = (name: string, what: string): string => {
    const file = join(devices, name, what);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  };
  return list(devices).some(
    (name) => read(name, 'vendor') === '0x10de' && read(name, 'class').startsWith('0x03'),
  );
}

/** Where the dynamic loader looks for a library: LD_LIBRARY_PATH, what ld.so.conf names, and the usual folders. */
function systemFolders(root: string, environment: Environment): string[] {
  const named = (environment['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== '');
  const conf = join(root, 'etc/ld.so.conf.d');
  const files = list(conf).filter((name) => name.endsWith('.conf'));
  const configured = [join(root, 'etc/ld.so.conf'), ...files.map((name) => join(conf, name))]
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.startsWith('/'));
  const usual = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/usr/lib/wsl/lib'];
  return [...named, ...[...configured, ...usual].map((folder) => join(root, folder.trim()))];
}

function ownLibrary(environment: Environment): GpuFacts['own'] {
  const plan = libraryPlan({ gpu: true });
  if (!plan) return undefined;
  try {
    const folder = planFolder(plan, environment);
    return { folder: mainFolder(plan, folder), installed: isComplete(folder, plan) };
  } catch {
    return undefined; // the user has no home
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
