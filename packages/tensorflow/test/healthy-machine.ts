import type { MachineFacts } from '../src/doctor-facts.ts';

/** Bytes. */
export const GIB: number = 1024 ** 3;
/** A machine that lacks nothing, and has no GPU. */
export const HEALTHY: MachineFacts = {
  node: '22.11.0',
  platform: 'linux',
  arch: 'x64',
  glibc: '2.36',
  processorFlags: ['sse', 'avx', 'avx2'],
  totalMemory: 16 * GIB,
  freeMemory: 8 * GIB,
  machineMemory: 16 * GIB,
  tfjs: { ours: '/p/tfjs-core', users: '/p/tfjs-core', version: '4.22.0' },
  library: {
    found: { file: '/c/lib.so', folder: '/c', source: 'cache' },
    named: false,
    version: '2.21.0',
  },
  packages: { copies: [], together: [], manager: { name: 'npm', version: '11.0.0' }, withoutLibrary: [] },
  gpu: {
    devices: [],
    build: false,
    driver: undefined,
    cards: [],
    plugged: false,
    deviceFiles: false,
    driverLibrary: false,
    visible: undefined,
    libraries: [],
    own: { folder: '/c/gpu', installed: false },
  },
  pip: '24.0',
  cache: '/home/me/.cache/skipjack',
};
