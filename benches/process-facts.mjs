// @ts-check
/** What Linux's /proc says; elsewhere nothing, and the tables show a dash. */
import { cpus, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Bytes of a line such as `VmHWM:   123 kB` in /proc/<pid>/status or /proc/meminfo. */
export function kilobytesLine(text, name) {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text ?? '');
  return found === null ? undefined : Number(found[1]) * 1024;
}

/** Seconds of processor time of all threads, of /proc/<pid>/stat, whose second field may hold spaces and brackets. */
export function processorSeconds(text) {
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Seconds that all processors together were not idle, of /proc/stat. */
export function busySeconds(text) {
  const fields = /^cpu\s+(.*)$/m
    .exec(text ?? '')?.[1]
    .split(' ')
    .map(Number);
  if (fields === undefined) return undefined;
  // user, nice, system, irq, softirq, steal; not idle and iowait
  return [0, 1, 2, 5, 6, 7].reduce((sum, index) => sum + (fields[index] ?? 0), 0) / TICKS_PER_SECOND;
}

/** Peak and present resident memory of a process, in bytes. */
export function memoryOf(pid) {
  const status = read(`/proc/${pid}/status`);
  return { peak: kilobytesLine(status, 'VmHWM'), resident: kilobytesLine(status, 'VmRSS') };
}

/** Bytes that new processes may still take. */
export const availableMemory = () => kilobytesLine(read('/proc/meminfo'), 'MemAvailable');

/** Starts to watch; what it answers, asked at the end, is how many processors others than this process kept busy meanwhile. */
export function watchOthers(pid) {
  const look = () => ({
    at: performance.now() / 1000,
    busy: busySeconds(read('/proc/stat')),
    own: processorSeconds(read(`/proc/${pid}/stat`)),
  });
  const before = look();
  return () => {
    const after = look();
    if (before.busy === undefined || before.own === undefined || after.own === undefined) return undefined;
    const others = after.busy - before.busy - (after.own - before.own);
    return Math.max(0, others / (after.at - before.at));
  };
}

/** The machine, as results record it. */
export function machineFacts() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}
