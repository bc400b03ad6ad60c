import type { MachineFacts } from './doctor-facts.ts';
import { gpuFinding } from './doctor-gpu.ts';
import { installScripts, tfjsFinding } from './doctor-tfjs.ts';
import { libraryPlan } from './library/library-plan.ts';
import { INSTALL_COMMAND, installCommand, libraryRemedy } from './library/remedy.ts';
import { versionReaches } from './version-order.ts';

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
const TESTED = 'linux-x64';
const OWN_LIBRARY = 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.';

/** Judges what was found. */
export function diagnose(facts: MachineFacts): Diagnosis {
  const judges = [
    node,
    platform,
    processor,
    memory,
    installScripts,
    tfjsFinding,
    library,
    gpuFinding,
    python,
  ];
  const findings = judges.map((judge) => judge(facts));
  return { ok: findings.every(({ level }) => level !== 'error'), findings };
}

function node({ node: version }: MachineFacts): Finding {
  const detail = `Node ${version}`;
  return versionReaches(version, OLDEST_NODE)
    ? { level: 'ok', title: 'Node', detail }
    : { level: 'error', title: 'Node', detail, fix: `Install Node ${OLDEST_NODE} or later.` };
}

function platform({ platform: name, arch, glibc, library: { version } }: MachineFacts): Finding {
  const title = 'Platform';
  const detail = `${name}-${arch}${glibc ? `, glibc ${glibc}` : ''}`;
  if (!libraryPlan({ platform: name, arch }))
    return {
      level: 'warning',
      title,
      detail: `${detail}: no library is pinned for it, so \`engine install\` cannot help`,
      fix: OWN_LIBRARY,
    };
  const tested = `${name}-${arch}` === TESTED ? '' : ' (its library is pinned, and our tests do not run it)';
  if (name === 'win32' && version === undefined)
    return {
      level: 'warning',
      title,
      detail: `${detail}${tested}; its library needs python311.dll`,
      fix: 'Install Python 3.11 and put its folder on the PATH.',
    };
  if (name !== 'linux' || versionReaches(glibc ?? '0', OLDEST_GLIBC))
    return { level: 'ok', title, detail: `${detail}${tested}` };
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

function memory({ totalMemory, freeMemory, machineMemory }: MachineFacts): Finding {
  const title = 'Memory';
  const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  const limit =
    totalMemory < machineMemory ? ` of the machine's ${gib(machineMemory)}, by the container's limit` : '';
  const detail = `${gib(totalMemory)}${limit}, ${gib(freeMemory)} free`;
  return totalMemory >= LITTLE_MEMORY
    ? { level: 'ok', title, detail }
    : { level: 'warning', title, detail, fix: 'Train with a smaller batch: `--batch 32`.' };
}

function library(facts: MachineFacts): Finding {
  const { found, version, fault } = facts.library;
  const title = 'TensorFlow';
  if (version !== undefined && found)
    return { level: 'ok', title, detail: `${version}: ${found.file} (from ${found.source})` };
  const detail = fault instanceof Error ? fault.message : String(fault);
  return { level: 'error', title, detail, fix: libraryFix(facts) };
}

function libraryFix({ library: { found, named }, gpu, platform: name, arch }: MachineFacts): string {
  if (found?.source === 'cache') return `${installCommand(found.plan ?? { gpu: false })} --force`;
  if (found) return sentence(libraryRemedy(found));
  // A place that the user named is the only one that is looked at.
  if (named) return 'unset SKIPJACK_TENSORFLOW';
  if (!libraryPlan({ platform: name, arch })) return OWN_LIBRARY;
  return gpu.driver !== undefined && gpu.own ? installCommand({ gpu: true }) : INSTALL_COMMAND;
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

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
