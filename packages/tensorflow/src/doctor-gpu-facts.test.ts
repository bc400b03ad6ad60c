import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { gatherGpuFacts, type GpuFacts } from './doctor-gpu-facts.ts';

function machine(files: Readonly<Record<string, string>>): { root: string; bin: string } {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  mkdirSync(join(root, 'bin'), { recursive: true });
  return { root, bin: join(root, 'bin') };
}

function facts(files: Readonly<Record<string, string>>, smi?: string, environment = {}): GpuFacts {
  const { root, bin } = machine(files);
  if (smi !== undefined) writeFileSync(join(bin, 'nvidia-smi'), `#!/bin/sh\n${smi}\n`, { mode: 0o755 });
  return gatherGpuFacts({
    found: undefined,
    version: undefined,
    devices: [],
    build: undefined,
    root,
    environment: { PATH: `${bin}:/bin`, SKIPJACK_CACHE: join(root, 'cache'), ...environment },
  });
}

/** As the driver writes it. */
const VERSION = `NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024
GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
`;
const OPEN_VERSION =
  'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (root@host)\n';

test('a machine without any', () => {
  expect(facts({})).toEqual({
    devices: [],
    build: undefined,
    driver: undefined,
    cards: [],
    plugged: false,
    deviceFiles: false,
    driverLibrary: false,
    visible: undefined,
    libraries: [],
    own: {
      folder: expect.stringMatching(/tensorflow-gpu-2\.21\.0\/tensorflow$/) as string,
      installed: false,
    },
  });
});

test.each([
  [VERSION, '550.54.15'],
  [OPEN_VERSION, '570.86.15'],
])('the driver’s version as it writes it', (text, driver) => {
  expect(facts({ 'proc/driver/nvidia/version': text }).driver).toBe(driver);
});

test('cards as nvidia-smi lists them', () => {
  const list =
    "echo 'NVIDIA H100 80GB HBM3, 81559, 550.54.15'; echo 'NVIDIA A100-SXM4-40GB, 40960, 550.54.15'";
  expect(facts({}, list)).toMatchObject({
    driver: '550.54.15',
    plugged: true,
    cards: [
      { name: 'NVIDIA H100 80GB HBM3', memoryBytes: 81559 * 2 ** 20 },
      { name: 'NVIDIA A100-SXM4-40GB', memoryBytes: 40960 * 2 ** 20 },
    ],
  });
  const failing =
    'echo "NVIDIA-SMI has failed because it couldn\'t communicate with the NVIDIA driver."; exit 9';
  expect(facts({}, failing)).toMatchObject({ driver: undefined, cards: [] });
});

test('a card without a driver is seen on the bus; another maker’s, and an NVIDIA sound card, are not', () => {
  const card = (vendor: string, kind: string): Record<string, string> => ({
    'sys/bus/pci/devices/0000:01:00.0/vendor': `${vendor}\n`,
    'sys/bus/pci/devices/0000:01:00.0/class': `${kind}\n`,
  });
  expect(facts(card('0x10de', '0x030000')).plugged).toBe(true);
  expect(facts(card('0x10de', '0x030200')).plugged).toBe(true);
  expect(facts(card('0x1002', '0x030000')).plugged).toBe(false);
  expect(facts(card('0x10de', '0x040300')).plugged).toBe(false);
});

test('device files, and the driver’s library where the loader looks', () => {
  expect(facts({ 'dev/nvidia0': '' }).deviceFiles).toBe(true);
  expect(facts({ 'dev/nvidiactl': '' }).deviceFiles).toBe(false);
  expect(facts({ 'usr/lib/x86_64-linux-gnu/libcuda.so.1': '' }).driverLibrary).toBe(true);
  const configured = {
    'etc/ld.so.conf.d/nvidia.conf': '# x\n/opt/nvidia/lib\n',
    'opt/nvidia/lib/libcuda.so.1': '',
  };
  expect(facts(configured).driverLibrary).toBe(true);
  const { root } = machine({ 'own/libcuda.so.1': '' });
  expect(facts({}, undefined, { LD_LIBRARY_PATH: `:${join(root, 'own')}` }).driverLibrary).toBe(true);
  expect(facts({}, undefined, { CUDA_VISIBLE_DEVICES: '-1' }).visible).toBe('-1');
});
