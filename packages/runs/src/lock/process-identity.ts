import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who a process is: its number alone may be another's later. */
export interface ProcessIdentity {
  /** Its number. */
  readonly pid: number;
  /** When it started, in the system's ticks since it booted; `''` where the system does not tell (all but Linux). */
  readonly started: string;
  /** The boot of the system; `''` where the system does not tell (all but Linux). */
  readonly boot: string;
  /** Name of the machine. */
  readonly host: string;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const bootOf = (): string => textOf('/proc/sys/kernel/random/boot_id').trim();

/** State and start time of a process after `/proc/<pid>/stat`: its second field may hold spaces and brackets. */
function processFacts(pid: number): { readonly state: string; readonly started: string } | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return stat === '' || state === undefined || started === undefined ? undefined : { state, started };
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const started = processFacts(process.pid)?.started ?? '';
  return { pid: process.pid, started, boot: bootOf(), host: hostname() };
}

/** Whether some process has this number. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Whether a process may be alive. It counts as alive where that cannot be told, as on another machine. */
export function mayBeAlive({ pid, started, boot, host }: ProcessIdentity): boolean {
  if (host !== hostname()) return true;
  if (boot !== bootOf()) return false;
  if (!exists(pid)) return false;
  const facts = processFacts(pid);
  if (facts === undefined || started === '') return true;
  // Z and X: it has ended, and its parent has not asked how.
  return facts.started === started && facts.state !== 'Z' && facts.state !== 'X';
}
