import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../setup/workspace.mjs';
import { whyNoGpu } from './machine.mjs';
import { relative, verdict } from './verdict.mjs';

function folder(files = {}) {
  const root = mkdtempSync(join(tmpdir(), 'gpu-check-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o755 });
  }
  return root;
}

const linux = { platform: 'linux', arch: 'x64' };
const machine = (files) => {
  const root = folder(files);
  return { ...linux, root, environment: { PATH: join(root, 'bin') } };
};

test('a machine without a GPU, with one, and with one that a container hides', () => {
  expect(whyNoGpu(machine({}))).toMatch(/^no NVIDIA driver is loaded/);
  expect(whyNoGpu(machine({ 'bin/nvidia-smi': '#!/bin/sh\nexit 0\n' }))).toBeUndefined();
  expect(whyNoGpu(machine({ 'bin/nvidia-smi': '#!/bin/sh\nexit 9\n' }))).toMatch(
    /^no NVIDIA driver is loaded/,
  );
  const driver = { 'proc/driver/nvidia/version': 'NVRM' };
  expect(whyNoGpu(machine(driver))).toMatch(/\/dev\/nvidia0 is missing: start the container with GPUs/);
  expect(whyNoGpu(machine({ ...driver, 'dev/nvidia0': '' }))).toBeUndefined();
  expect(whyNoGpu({ platform: 'darwin', arch: 'arm64' })).toBe(
    "TensorFlow's library for GPUs is only for linux-x64, this is darwin-arm64",
  );
});

const GPU_CHECK = join(ROOT, 'tools', 'gpu-check.mjs');

test.skipIf(whyNoGpu() === undefined)(
  'without a GPU it says so, does nothing, and its exit code is 3',
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [GPU_CHECK], { encoding: 'utf8' });
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /^gpu-check: there is no GPU to check: .*\. Nothing was installed or computed\.\n$/,
    );
    expect(JSON.parse(stdout)).toEqual({ gpu: false, reason: whyNoGpu() });
  },
);

test('wrong usage', () => {
  for (const parameters of [['--fast'], ['--steps', '2']]) {
    const { status, stderr } = spawnSync(process.execPath, [GPU_CHECK, ...parameters], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^gpu-check: .*; usage: node tools\/gpu-check\.mjs/);
  }
});

const run = (options = {}) => ({
  version: '2.21.0',
  devices: [{ type: 'CPU', name: 'CPU:0' }, ...(options.gpu ? [{ type: 'GPU', name: 'GPU:0' }] : [])],
  product: { size: 2, seconds: 1, gflops: 1, values: options.values ?? [1, -2, 3] },
  training: { batch: 1, losses: options.losses ?? [2.3, 2.2], secondsPerStep: 1, imagesPerSecond: 1 },
});

test('runs that agree are well; the faults of others are named', () => {
  const [cpu, gpu] = [run(), run({ gpu: true })];
  expect(verdict({ cpu, gpuExact: gpu, gpu })).toMatchObject({ ok: true, faults: [], version: '2.21.0' });
  expect(verdict({ cpu, gpuExact: undefined, gpu })).toEqual({
    ok: false,
    faults: ['the run gpuExact failed'],
  });
  expect(verdict({ cpu: gpu, gpuExact: cpu, gpu }).faults).toEqual([
    'TensorFlow uses no GPU in the run gpuExact',
    '`devices: []` does not keep TensorFlow off the GPU',
  ]);
  const other = run({ gpu: true, values: [1, -2, 3.001], losses: [2.301, 2.2] });
  expect(verdict({ cpu, gpuExact: other, gpu }).faults).toEqual([
    expect.stringMatching(/^product differs by 0\.000333\d*, at most 0\.00001 is right$/),
    expect.stringMatching(/^firstLoss differs by 0\.00043\d*, at most 0\.0001 is right$/),
  ]);
  // Only told: TensorFloat-32 rounds more coarsely.
  expect(verdict({ cpu, gpuExact: gpu, gpu: other }).ok).toBe(true);
  const broken = run({ gpu: true, values: [1, -2, Number.NaN] });
  expect(verdict({ cpu, gpuExact: broken, gpu }).faults).toHaveLength(1);
});

test('differences are relative to the largest value', () => {
  expect(relative([1, -4], [1, -3])).toBe(0.25);
  expect(relative([1], [1, 2])).toBeNaN();
  expect(relative([], [])).toBeNaN();
});

test('a run on the processor computes what was asked for', () => {
  const file = join(folder(), 'cpu.json');
  execFileSync(process.execPath, [join(ROOT, 'tools/gpu-check/measure.mjs'), 'cpu', '4', file, '64', '4']);
  const { devices, product, training } = JSON.parse(readFileSync(file, 'utf8'));
  expect(devices.map(({ type }) => type)).toEqual(['CPU']);
  expect(product.values).toHaveLength(4 * 64);
  // Products of 64 numbers in [-1, 1): the mean square is 64 / 9.
  const square = product.values.reduce((sum, value) => sum + value ** 2, 0) / product.values.length;
  expect(square).toBeGreaterThan(64 / 9 / 2);
  expect(square).toBeLessThan((64 / 9) * 2);
  expect(training.losses).toHaveLength(4);
  expect(training.losses[3]).toBeLessThan(training.losses[0]);
});
