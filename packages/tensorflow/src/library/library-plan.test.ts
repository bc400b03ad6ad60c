import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { recordedWheels, type RecordedMember } from '../../test/recorded-wheels.ts';
import { cudaNeeds } from '../doctor-cuda.ts';
import { MAIN_LIBRARY_NAMES } from '../native/load-library.ts';
import {
  librariesOf,
  libraryPlan,
  noPlanReason,
  placeOf,
  planBytes,
  type LibraryPlan,
} from './library-plan.ts';
import type { PinnedWheel } from './pinned-wheel.ts';

const plan = (platform: string, arch: string, gpu = false): LibraryPlan =>
  libraryPlan({ platform, arch, gpu }) as LibraryPlan;
const GPU = plan('linux', 'x64', true);

/** What a wheel file's name says of its project, version and platforms. */
function fileName(wheel: string) {
  const [project = '', version = '', , , platforms = ''] = wheel.replace(/\.whl$/, '').split('-');
  return { project: project.replaceAll('_', '-'), version, platforms: platforms.split('.') };
}

/** Compares wheels that are pinned with those that were recorded. */
function expectRecorded(wheels: readonly PinnedWheel[], recorded: ReturnType<typeof recordedWheels>): void {
  expect(wheels.map(({ sha256 }) => sha256).sort()).toEqual(recorded.map(({ sha256 }) => sha256).sort());
  for (const wheel of wheels) {
    const real = recorded.find(({ sha256 }) => sha256 === wheel.sha256) as (typeof recorded)[0];
    const { project, version, platforms } = fileName(real.wheel);
    expect({ project, version, bytes: real.bytes }).toEqual({
      project: wheel.project,
      version: wheel.version,
      bytes: wheel.bytes,
    });
    expect(platforms).toContain(wheel.platform);
    for (const { member, bytes } of wheel.libraries)
      expect(real.members).toContainEqual(expect.objectContaining({ member, bytes }));
  }
}

test.each(['linux-arm64', 'darwin-arm64'] as const)(
  'the plan of %s is in the recorded wheel, which exports the C API and needs nothing of ours',
  (name) => {
    const [platform = '', arch = ''] = name.split('-');
    const { wheels, layout, gpu } = plan(platform, arch);
    const recorded = recordedWheels(name);
    expect({ layout, gpu }).toEqual({ layout: 'flat', gpu: false });
    expectRecorded(wheels, recorded);
    const members = recorded.flatMap((wheel) => wheel.members);
    const main = members.find(({ member }) => MAIN_LIBRARY_NAMES[platform]?.[0] === posix.basename(member));
    expect(main?.cApi).toBeGreaterThan(400);
    // The framework is in the same folder, and that is where it is looked for.
    expect(main?.runpath).toContainEqual(expect.stringMatching(/^(\$ORIGIN|@loader_path)\/$/));
    const framework = main?.needed?.map((needed) => needed.replace('@rpath/', '')).filter(isTensorFlow);
    expect(framework).toEqual([posix.basename(wheels[0]?.libraries[0]?.member ?? '')]);
    const others = members.flatMap(({ needed = [] }) => needed).filter((needed) => !isTensorFlow(needed));
    expect(others.filter((needed) => !isOfTheSystem(needed))).toEqual([]);
  },
);

test('the library of Windows exports the C API too, and needs a DLL of Python 3.11', () => {
  const { wheels, layout } = plan('win32', 'x64');
  const recorded = recordedWheels('win32-x64');
  expect(layout).toBe('flat');
  expectRecorded(wheels, recorded);
  const members = recorded.flatMap((wheel) => wheel.members);
  const main = members.find(({ member }) => MAIN_LIBRARY_NAMES['win32']?.[0] === posix.basename(member));
  expect(main?.cApi).toBeGreaterThan(400);
  expect(main?.needed?.filter((needed) => /python/i.test(needed))).toEqual(['python311.dll']);
  expect(wheels[0]?.python).toBe('3.11');
  // What has the name of the library on other systems is an empty shell.
  const shells = members.filter(({ member }) => /tensorflow_(cc|framework)/.test(member));
  expect(shells.map(({ cApi }) => cApi)).toEqual([0, 0]);
});

test('where there is no plan the reason says what there is', () => {
  expect(noPlanReason({ platform: 'linux', arch: 'arm64', gpu: true })).toBe(
    'TensorFlow has CUDA wheels only for linux-x64, this is linux-arm64; leave out --gpu, or point SKIPJACK_TENSORFLOW to a folder that has one.',
  );
  expect(noPlanReason({ platform: 'aix', arch: 'ppc64', gpu: true })).toMatch(
    /^No TensorFlow library is pinned/,
  );
  for (const [platform, arch] of [
    ['aix', 'ppc64'],
    ['darwin', 'x64'],
    ['constructor', 'x64'],
  ] as const)
    expect(libraryPlan({ platform, arch })).toBeUndefined();
  expect(libraryPlan({ platform: 'darwin', arch: 'arm64', gpu: true })).toBeUndefined();
});

test('the plan for GPUs is in the recorded wheels, and leaves out what TensorFlow never opens', () => {
  const recorded = recordedWheels('linux-x64-gpu');
  expectRecorded(GPU.wheels, recorded);
  const taken = new Set(librariesOf(GPU).map(({ member }) => member));
  const left = recorded.flatMap(({ members }) => members.map(({ member }) => member));
  expect(left.filter((member) => !taken.has(member)).map((member) => posix.basename(member))).toEqual([
    'libnvblas.so.12',
    'libcheckpoint.so',
    'libpcsamplingutil.so',
    'libnvrtc-builtins.alt.so.12.9',
    'libnvrtc.alt.so.12',
    'libcudadevrt.a',
    'libcudart_static.a',
    'libculibos.a',
    'libcufftw.so.11',
    'libcusolverMg.so.11',
    'libnccl_device.bc',
    'libnccl_device.ltoir',
  ]);
  const programs = librariesOf(GPU).filter(({ executable }) => executable);
  expect(programs.map(({ member }) => member)).toEqual(['nvidia/cuda_nvcc/bin/ptxas']);
});

test('every library of the plan for GPUs finds those that it needs, in the layout that is installed', () => {
  const files = new Map(librariesOf(GPU).map(({ member }) => [placeOf(GPU, member), member]));
  const recorded = new Map(
    recordedWheels('linux-x64-gpu').flatMap(({ members }) => members.map((one) => [one.member, one])),
  );
  const looksIn = ({ member, runpath = [] }: RecordedMember): string[] =>
    runpath.map((folder) => posix.normalize(folder.replace('$ORIGIN', posix.dirname(member))));
  const finds = (who: RecordedMember, file: string): boolean =>
    looksIn(who).some((folder) => files.has(posix.join(folder, file)));
  for (const member of files.values()) {
    const who = recorded.get(member) as RecordedMember;
    const missing = (who.needed ?? []).filter((file) => !isOfTheSystem(file) && !finds(who, file));
    // libcuda.so.1 is the driver's.
    expect([member, missing.filter((file) => file !== 'libcuda.so.1')]).toEqual([member, []]);
  }
  // What TensorFlow opens by name when it finds a GPU, from its framework library.
  const framework = recorded.get('tensorflow/libtensorflow_framework.so.2') as RecordedMember;
  const main = recorded.get('tensorflow/libtensorflow_cc.so.2') as RecordedMember;
  expect(main.cApi).toBeGreaterThan(400);
  const opened = Object.values(cudaNeeds(GPU.version).files);
  for (const file of [...opened, 'libnccl.so.2', 'libcupti.so.12'])
    expect([file, finds(framework, file) || finds(main, file)]).toEqual([file, true]);
  // cuDNN opens its own parts and the run-time compiler.
  const cudnn = recorded.get('nvidia/cudnn/lib/libcudnn_engines_runtime_compiled.so.9') as RecordedMember;
  for (const file of ['libnvrtc.so.12', 'libcublasLt.so.12', 'libcudnn_graph.so.9'])
    expect([file, finds(cudnn, file)]).toEqual([file, true]);
  // XLA looks for its assembler and its device library at ../nvidia/cuda_nvcc beside TensorFlow's folder.
  for (const file of ['bin/ptxas', 'nvvm/libdevice/libdevice.10.bc'])
    expect(files.has(posix.normalize(`tensorflow/../nvidia/cuda_nvcc/${file}`))).toBe(true);
});

test('how much the plan for GPUs needs', () => {
  const { download, installed, peak } = planBytes(GPU);
  const gigabytes = [download, installed, peak].map((bytes) => (bytes / 1e9).toFixed(2));
  expect(gigabytes).toEqual(['3.38', '5.35', '6.06']);
});

function isTensorFlow(file: string): boolean {
  return file.includes('libtensorflow');
}

/** Libraries of the system: glibc, C++, zlib, and what macOS has. */
function isOfTheSystem(file: string): boolean {
  return (
    /^(ld-linux|lib(c|m|dl|rt|pthread|util|z|gcc_s|stdc\+\+)\.so)/.test(file) ||
    file.startsWith('/usr/lib/') ||
    file.startsWith('/System/Library/')
  );
}
