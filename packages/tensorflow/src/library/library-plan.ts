import { posix } from 'node:path';
import { CUDA_WHEELS } from './cuda-wheels.ts';
import { PROCESSOR_WHEELS, type PinnedLibrary, type PinnedWheel } from './pinned-wheel.ts';

/** What an installation downloads and where it puts it: the wheels, the members of each, and the layout. */
export interface LibraryPlan {
  /** Folder below `tensorflow` in the cache, for example `tensorflow-gpu-2.21.0`. */
  readonly name: string;
  /** TensorFlow's version, for example `2.21.0`. */
  readonly version: string;
  /** Whether it computes on NVIDIA's GPUs. */
  readonly gpu: boolean;
  /**
   * `flat`: every library directly in the folder; `tree`: where it is in its wheel, so that TensorFlow's RUNPATH finds
   * NVIDIA's libraries at `../nvidia/<part>/lib`.
   */
  readonly layout: 'flat' | 'tree';
  /** The first one's first library is beside the one that is loaded. */
  readonly wheels: readonly PinnedWheel[];
}

/** Options of {@link libraryPlan}. */
export interface LibraryPlanOptions {
  /** TensorFlow for CUDA 12 with NVIDIA's libraries. @defaultValue false */
  readonly gpu?: boolean;
  /** As `process.platform`. @defaultValue this machine's */
  readonly platform?: string;
  /** As `process.arch`. @defaultValue this machine's */
  readonly arch?: string;
}

/** The plan for a platform, or undefined where no library is pinned for it. */
export function libraryPlan(options: LibraryPlanOptions = {}): LibraryPlan | undefined {
  const { gpu = false, platform = process.platform, arch = process.arch } = options;
  const machine = `${platform}-${arch}`;
  if (gpu) return machine === 'linux-x64' ? planOf('tensorflow-gpu', CUDA_WHEELS, 'tree', true) : undefined;
  const wheels = Object.hasOwn(PROCESSOR_WHEELS, machine) ? PROCESSOR_WHEELS[machine] : undefined;
  return wheels && planOf('tensorflow-cpu', wheels, 'flat', false);
}

/** Plans for a platform, the one that is used first: it was asked for by name. */
export function libraryPlans(platform?: string, arch?: string): LibraryPlan[] {
  const machine = { ...(platform ? { platform } : {}), ...(arch ? { arch } : {}) };
  return [libraryPlan({ ...machine, gpu: true }), libraryPlan(machine)].filter((plan) => plan !== undefined);
}

function planOf(
  name: string,
  wheels: readonly PinnedWheel[],
  layout: LibraryPlan['layout'],
  gpu: boolean,
): LibraryPlan {
  const version = wheels[0]?.version ?? '';
  return { name: `${name}-${version}`, version, gpu, layout, wheels };
}

/** Where a member goes, relative to the plan's folder, with slashes. */
export function placeOf({ layout }: Pick<LibraryPlan, 'layout'>, member: string): string {
  return layout === 'flat' ? posix.basename(member) : member;
}

/** All libraries of a plan. */
export function librariesOf({ wheels }: Pick<LibraryPlan, 'wheels'>): PinnedLibrary[] {
  return wheels.flatMap(({ libraries }) => libraries);
}

/** Bytes that a plan needs: to download, when it is installed, and at most on the way. */
export interface PlanBytes {
  /** All wheels. */
  readonly download: number;
  /** All libraries. */
  readonly installed: number;
  /** One wheel at a time is on the disk beside what is unpacked. */
  readonly peak: number;
}

/** How much a plan needs. */
export function planBytes({ wheels }: Pick<LibraryPlan, 'wheels'>): PlanBytes {
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
  const installed = sum(librariesOf({ wheels }).map(({ bytes }) => bytes));
  const downloads = wheels.map(({ bytes }) => bytes);
  return { download: sum(downloads), installed, peak: installed + Math.max(0, ...downloads) };
}

/** Why there is no plan for a platform, with the remedy: a sentence. */
export function noPlanReason(options: LibraryPlanOptions = {}): string {
  const { gpu = false, platform = process.platform, arch = process.arch } = options;
  const own = 'point SKIPJACK_TENSORFLOW to a folder that has one';
  if (gpu && libraryPlan({ platform, arch }))
    return `TensorFlow has CUDA wheels only for linux-x64, this is ${platform}-${arch}; leave out --gpu, or ${own}.`;
  return `No TensorFlow library is pinned for ${platform}-${arch} (only for linux-x64, linux-arm64, darwin-arm64 and win32-x64); ${own}.`;
}
