import type { MachineFacts } from './doctor-facts.ts';
import { pinnedWheel } from './library/pinned-wheel.ts';
import { INSTALL_COMMAND, libraryRemedy } from './library/remedy.ts';

/** One thing that {@link doctor} looked at. */
export interface Finding {
  /** `error`: the engine cannot run; `warning`: it runs, but something is off. */
  readonly level: 'ok' | 'warning' | 'error';
  /** What was looked at. */
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
  /** Everything that was looked at, in the order to mend it. */
  readonly findings: readonly Finding[];
}

const OLDEST_NODE = '20.19';
const OLDEST_GLIBC = '2.27';
const LITTLE_MEMORY = 2 * 1024 ** 3;
const TFJS = '@tensorflow/tfjs-core';

/** Judges what was found. */
export function diagnose(facts: MachineFacts): Diagnosis {
  const judges = [node, platform, processor, memory, tfjs, library, python];
  const findings = judges.map((judge) => judge(facts));
  return { ok: findings.every(({ level }) => level !== 'error'), findings };
}

function node({ node: version }: MachineFacts): Finding {
  const detail = `Node ${version}`;
  return reaches(version, OLDEST_NODE)
    ? { level: 'ok', title: 'Node', detail }
    : { level: 'error', title: 'Node', detail, fix: `Install Node ${OLDEST_NODE} or later.` };
}

function platform({ platform: name, arch, glibc }: MachineFacts): Finding {
  const title = 'Platform';
  const detail = `${name}-${arch}${glibc ? `, glibc ${glibc}` : ''}`;
  if (!pinnedWheel(name, arch))
    return {
      level: 'warning',
      title,
      detail: `${detail}: no library is pinned for it, so \`engine install\` cannot help`,
      fix: 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.',
    };
  if (name !== 'linux' || reaches(glibc ?? '0', OLDEST_GLIBC)) return { level: 'ok', title, detail };
  return {
    level: 'error',
    title,
    detail: `${detail}: TensorFlow's library needs glibc ${OLDEST_GLIBC} or later${glibc ? '' : ' (musl, as in Alpine, will not do)'}`,
    fix: `Use a distribution with glibc ${OLDEST_GLIBC} or later, for example Debian 11 or Ubuntu 20.04.`,
  };
}

function processor({ platform: name, arch, processorFlags: flags }: MachineFacts): Finding {
  const title = 'Processor';
  if (name !== 'linux' || arch !== 'x64') return { level: 'ok', title, detail: arch };
  if (!flags)
    return { level: 'warning', title, detail: '/proc/cpuinfo cannot be read, so AVX could not be checked' };
  const detail = ['avx', 'avx2', 'avx512f', 'amx_bf16'].filter((flag) => flags.includes(flag)).join(', ');
  return flags.includes('avx')
    ? { level: 'ok', title, detail }
    : {
        level: 'error',
        title,
        detail: 'no AVX',
        fix: "Run on another machine: TensorFlow's library needs a processor with AVX.",
      };
}

function memory({ totalMemory, freeMemory }: MachineFacts): Finding {
  const title = 'Memory';
  const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  const detail = `${gib(totalMemory)}, ${gib(freeMemory)} free`;
  return totalMemory >= LITTLE_MEMORY
    ? { level: 'ok', title, detail }
    : { level: 'warning', title, detail, fix: 'Train with a smaller batch: `--batch 32`.' };
}

/** Several copies of tfjs-core do not see each other's tensors and kernels. */
function tfjs({ tfjs: { ours, users, version } }: MachineFacts): Finding {
  if (ours === undefined)
    return {
      level: 'error',
      title: TFJS,
      detail: 'not installed',
      fix: `npm install ${TFJS}@4.22.0 @tensorflow/tfjs-layers@4.22.0`,
    };
  if (users !== undefined && users !== ours)
    return {
      level: 'error',
      title: TFJS,
      detail: `two copies, which do not see each other's tensors: ${ours} and ${users}`,
      fix: `npm install ${TFJS}@${version ?? '4.22.0'} && npm dedupe`,
    };
  return { level: 'ok', title: TFJS, detail: version ?? ours };
}

function library(facts: MachineFacts): Finding {
  const { found, version, fault } = facts.library;
  const title = 'TensorFlow';
  if (version !== undefined && found)
    return { level: 'ok', title, detail: `${version}: ${found.file} (from ${found.source})` };
  const detail = fault instanceof Error ? fault.message : String(fault);
  return { level: 'error', title, detail, fix: libraryFix(facts) };
}

function libraryFix({ library: { found, named }, platform: name, arch }: MachineFacts): string {
  if (found?.source === 'cache') return `${INSTALL_COMMAND} --force`;
  if (found) return sentence(libraryRemedy(found));
  // A place that the user named is the only one that is looked at.
  if (named) return 'unset SKIPJACK_TENSORFLOW';
  return pinnedWheel(name, arch)
    ? INSTALL_COMMAND
    : 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.';
}

function python({ pip, cache }: MachineFacts): Finding {
  const title = 'Python';
  const place = cache === undefined ? 'no cache folder: set SKIPJACK_CACHE' : `cache ${cache}`;
  return pip === undefined
    ? {
        level: 'warning',
        title,
        detail: 'Python 3 with pip was not found; only `engine install` needs it',
        fix: 'Debian or Ubuntu: sudo apt-get install python3-pip; elsewhere: python3 -m ensurepip',
      }
    : { level: 'ok', title, detail: `pip ${pip} (only \`engine install\` needs it); ${place}` };
}

function reaches(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = oldest.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
