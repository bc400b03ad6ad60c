// `npm run demo -- <options>`: set-up, then `skipjack reproduce degradation <options>`.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setUpOrExit } from './setup.mjs';
import { createProgress } from './setup/progress.mjs';
import { ROOT } from './setup/workspace.mjs';

/** npm hands on the signal that the terminal has sent to us already: copies this close together are one Ctrl-C. */
const SAME_SIGNAL_MS = 1_000;

// Standard output is the command's alone: a program may read it (`--json`).
await setUpOrExit({ progress: createProgress({ out: process.stderr }) });

const windows = process.platform === 'win32';
// A session of its own, so that each signal reaches the command exactly once: from here.
const child = spawn(
  process.execPath,
  [
    join(ROOT, 'packages', 'skipjack', 'bin', 'skipjack.js'),
    'reproduce',
    'degradation',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', detached: !windows },
);
const last = new Map();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    const before = last.get(signal) ?? -Infinity;
    last.set(signal, Date.now());
    if (!windows && Date.now() - before > SAME_SIGNAL_MS) child.kill(signal);
  });
// npm hands SIGTERM to its shell, which ends without a word to us: its absence is the signal.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined)
  setInterval(
    () => process.ppid !== parent && last.size === 0 && process.emit('SIGTERM', 'SIGTERM'),
    500,
  ).unref();
child.on('error', (error) => {
  process.stderr.write(`The skipjack command could not be started: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
