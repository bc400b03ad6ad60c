// Makes a fresh checkout ready: `node tools/setup.mjs`. Can be interrupted and run again at any point.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { takeLock } from './setup/lock.mjs';
import { createProgress, duration, plain } from './setup/progress.mjs';
import { StepError, runLogged } from './setup/run-logged.mjs';
import { STEPS } from './setup/steps.mjs';
import { ROOT, privateFolder, toolEnvironment } from './setup/workspace.mjs';

const SIGNAL_NUMBER = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** Set-up did not finish; `message` is what to show, `exitCode` what to end with. */
export class SetupError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}

const failure = (title, error) => {
  const known = error instanceof StepError;
  const advice = known ? error.advice : new StepError({ message: String(error.stack ?? error) }).advice;
  const lines = [`${title} failed: ${error.message}`];
  if (known && error.detail !== '') lines.push(...error.detail.split('\n').map((line) => `    ${line}`));
  lines.push(`What to do: ${advice}`);
  if (known && error.log !== undefined) lines.push(`Log: ${error.log}`);
  return new SetupError(lines.join('\n'), 1);
};

/**
 * Runs the steps that are not done yet.
 * @param {{ root?: string, steps?: typeof STEPS, progress?: ReturnType<typeof createProgress>, goOn?: boolean }} [options]
 *   with `goOn`, a failed step that may fail is shown and the next one begins
 * @returns {Promise<{ milliseconds: number, failed: string[] }>} names of the steps that failed
 * @throws {SetupError} when a step fails or a signal arrives
 */
export async function setUp({ root = ROOT, steps = STEPS, progress = createProgress(), goOn = false } = {}) {
  const failed = [];
  const began = Date.now();
  const abort = new AbortController();
  let caught;
  const onSignal = (signal) => {
    caught ??= signal;
    abort.abort();
  };
  for (const signal of Object.keys(SIGNAL_NUMBER)) process.on(signal, onSignal);
  let title = 'Set-up';
  let lock;
  try {
    lock = await takeLock({
      file: join(privateFolder(root), 'setup.lock'),
      signal: abort.signal,
      onWait: (holder) =>
        progress.line(
          `Another set-up ${holder === undefined ? '' : `(process ${holder.pid} on ${holder.host}) `}works in this checkout; waiting for it.`,
        ),
    });
    const env = toolEnvironment(root);
    for (const [index, step] of steps.entries()) {
      title = `[${index + 1}/${steps.length}] ${step.name}`;
      const stepBegan = Date.now();
      abort.signal.throwIfAborted();
      const run = (command, args) =>
        runLogged({
          label: title,
          command,
          args,
          cwd: root,
          env,
          log: join(privateFolder(root), 'logs', `${step.name}.log`),
          progress,
          signal: abort.signal,
          onChild: lock.watch,
        });
      try {
        const said = await step.work({ root, env, run });
        progress.line(`${title}: ${plain(said)} (${duration(Date.now() - stepBegan)})`);
      } catch (error) {
        if (!goOn || step.mayFail !== true || caught !== undefined) throw error;
        progress.line(failure(title, error).message);
        failed.push(step.name);
      }
    }
    abort.signal.throwIfAborted();
  } catch (error) {
    if (caught === undefined) throw failure(title, error);
    throw new SetupError(
      `${title}: interrupted. The same command goes on from here.`,
      128 + SIGNAL_NUMBER[caught],
    );
  } finally {
    lock?.release();
    for (const signal of Object.keys(SIGNAL_NUMBER)) process.off(signal, onSignal);
  }
  return { milliseconds: Date.now() - began, failed };
}

/** Set-up for a command that cannot go on without it: shows the failure and ends the process. */
export async function setUpOrExit(options) {
  try {
    return await setUp(options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = STEPS.map(({ name }) => name);
  const { values } = parseArgs({ options: { until: { type: 'string', default: names.at(-1) } } });
  if (!names.includes(values.until)) {
    process.stderr.write(`--until ${values.until}: no such step; the steps are ${names.join(', ')}.\n`);
    process.exit(2);
  }
  const { milliseconds } = await setUpOrExit({ steps: STEPS.slice(0, names.indexOf(values.until) + 1) });
  process.stdout.write(`Ready in ${duration(milliseconds)}.\n`);
}
