import { cudaNeeds } from './doctor-cuda.ts';
import type { MachineFacts } from './doctor-facts.ts';
import type { Finding } from './doctor-findings.ts';
import type { FoundLibrary } from './library/find-library.ts';
import { INSTALL_COMMAND } from './library/remedy.ts';
import { versionReaches } from './version-order.ts';

const title = 'GPU';
const GPU_COMMAND = `${INSTALL_COMMAND} --gpu`;

/** Which GPUs TensorFlow computes on, or why on none. */
export function gpuFinding(facts: MachineFacts): Finding {
  const { gpu } = facts;
  const used = gpu.devices.filter(({ type }) => type === 'GPU');
  if (used.length > 0) {
    const devices = used.map((device, index) => {
      const number = device.name.replace(/^.*device:/, '');
      return `${number}${used.length === gpu.cards.length ? ` ${gpu.cards[index]?.name}` : ''}, ${gib(device.memoryBytes)}`;
    });
    return { level: 'ok', title, detail: [...devices, ...versions(facts)].join('; ') };
  }
  const [reason, fix] = whyNone(facts);
  const detail = ['not used', reason, ...versions(facts)];
  const text = `${detail[0]}: ${detail.slice(1).join('; ')}`;
  return fix === undefined
    ? { level: 'ok', title, detail: text }
    : { level: 'warning', title, detail: text, fix };
}

/** Why no GPU is used, and what mends it; nothing mends that there is none. */
function whyNone(facts: MachineFacts): readonly [reason: string, fix?: string] {
  const { gpu, library, platform } = facts;
  const { driver, build } = gpu;
  if (platform !== 'linux') return [`TensorFlow has no library for GPUs on ${platform}`];
  if (driver === undefined)
    return gpu.plugged
      ? [
          "an NVIDIA card is plugged in, and NVIDIA's driver is missing",
          'Install NVIDIA’s driver 525.60.13 or later (Ubuntu: sudo ubuntu-drivers install; Debian: sudo apt-get install nvidia-driver), then restart.',
        ]
      : ['this machine has no NVIDIA GPU, or none that this process can see'];
  if (!gpu.deviceFiles)
    return [
      'the driver is there, and the cards’ files /dev/nvidia* are not',
      'In a container: start it with GPUs, docker run --gpus all; otherwise: sudo nvidia-modprobe -u -c=0',
    ];
  if (gpu.visible !== undefined && /^(-1|NoDevFiles|)$/.test(gpu.visible.trim()))
    return ['the environment variable CUDA_VISIBLE_DEVICES hides every GPU', 'unset CUDA_VISIBLE_DEVICES'];
  if (build === undefined) return ['no TensorFlow library could be loaded', installFix(facts)];
  if (!build)
    return [
      `the TensorFlow library in ${library.found?.folder} is for the processor only${gpu.own?.installed ? ', and comes before the one for GPUs that is installed' : ''}`,
      installFix(facts),
    ];
  const needs = cudaNeeds(library.version ?? '');
  if (!versionReaches(driver, needs.driver))
    return [
      `the driver is too old: CUDA ${needs.cuda} needs ${needs.driver} or later`,
      `Install NVIDIA’s driver ${needs.driver} or later.`,
    ];
  if (!gpu.driverLibrary)
    return [
      "the driver's library libcuda.so.1 is missing",
      'In a container: docker run --gpus all -e NVIDIA_DRIVER_CAPABILITIES=compute,utility; otherwise install the driver’s libraries, as libnvidia-compute or libcuda1.',
    ];
  const missing = gpu.libraries.filter(({ path }) => path === undefined).map(({ file }) => file);
  if (missing.length > 0) return [`missing: ${missing.join(', ')}`, librariesFix(facts, needs.cuda)];
  return [
    'the driver and its libraries are there, and TensorFlow found no GPU all the same',
    'SKIPJACK_TENSORFLOW_LOG=1 npx skipjack doctor',
  ];
}

function installFix({ gpu: { own }, library: { found } }: MachineFacts): string {
  if (!own) return 'Point SKIPJACK_TENSORFLOW to a folder with a TensorFlow library for GPUs.';
  // Every place but the cache comes before the library for GPUs, which is in the cache.
  const first = found === undefined || found.source === 'cache';
  const steps = [own.installed ? '' : GPU_COMMAND, first ? '' : `export SKIPJACK_TENSORFLOW=${own.folder}`];
  return steps.filter((step) => step !== '').join(' && ') || `${GPU_COMMAND} --force`;
}

function librariesFix({ library }: MachineFacts, cuda: number): string {
  const { found, version } = library as { found: FoundLibrary; version?: string };
  switch (found.source) {
    case 'cache':
      return `${GPU_COMMAND} --force`;
    case 'python':
      return `python3 -m pip install "tensorflow[and-cuda]==${version}"`;
    default:
      return `Install CUDA ${cuda} and cuDNN, or take another library: ${GPU_COMMAND}`;
  }
}

function versions({ gpu: { driver, libraries } }: MachineFacts): string[] {
  const known = libraries.filter(
    ({ name, version }) => (name === 'CUDA' || name === 'cuDNN') && version !== undefined,
  );
  return [
    ...(driver === undefined ? [] : [`driver ${driver}`]),
    ...known.map(({ name, version }) => `${name} ${version}`),
  ];
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
