// Is that process still the one that wrote its number down?
import { readFileSync } from 'node:fs';

/** What Linux knows of a process: its state, and when it started in the kernel's own ticks. */
const kernelView = (pid) => {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
};

/** When the process started, so that a number used again is recognised; '' where unknown. */
export const startTime = (pid) => kernelView(pid)?.started ?? '';

/** True while the process that had this number and start time runs. One that has ended and was not collected does not. */
export const isRunning = ({ pid, started }) => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const view = kernelView(pid);
  return view === undefined || (view.state !== 'Z' && (started === '' || view.started === started));
};

/** Ends a process started with `detached: true` together with everything that it started. */
export const endGroup = (pid, signal) => {
  try {
    if (process.platform === 'win32') process.kill(pid, signal);
    else process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};
