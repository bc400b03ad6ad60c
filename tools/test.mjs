// `npm test`: set-up, then every check; goes on after a failure and ends with one line, `N passed, N failed`.
// `npm test -- --only unit,lint` runs some of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError, setUp } from './setup.mjs';
import { duration } from './setup/progress.mjs';
import { ROOT, privateFolder, toolEnvironment } from './setup/workspace.mjs';
import { CHECKS } from './test/checks.mjs';
import { runCheck } from './test/run-check.mjs';

const NAMES = CHECKS.map(({ name }) => name);

const chosen = () => {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  const only = (values.only ?? NAMES).flatMap((list) => list.split(','));
  const unknown = only.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new Error(`--only ${unknown}: no such check; the checks are ${NAMES.join(', ')}.`);
  return CHECKS.filter(({ name }) => only.includes(name));
};

const say = (line) => process.stdout.write(`${line}\n`);

/** The last line, also in a file, by which `.ci/run` knows that it was written. */
const tally = (results) => {
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  const line = `${sum('passed')} passed, ${sum('failed')} failed`;
  writeFileSync(join(privateFolder(), 'tally'), `${line}\n`);
  say(line);
  process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
};

async function runChecks({ checks, failedSteps }) {
  const abort = new AbortController();
  const interrupted = { by: undefined };
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ])
    process.on(signal, () => {
      interrupted.by ??= number;
      abort.abort();
    });
  const results = [];
  for (const { name, what, run } of checks) {
    say(`\n== ${name}: ${what}`);
    const began = Date.now();
    const base = { cwd: ROOT, env: toolEnvironment(), signal: abort.signal };
    const context = {
      failedSteps,
      quietly: (command, args) =>
        runCheck({ ...base, command, args, log: join(privateFolder(), 'logs', `test-${name}.log`) }),
      openly: (command, args) => runCheck({ ...base, command, args }),
    };
    const result = await run(context).catch((error) => ({ passed: 0, failed: 1, note: error.message }));
    if (interrupted.by !== undefined) {
      say(`Interrupted in ${name}.`);
      process.exit(128 + interrupted.by);
    }
    if (result.note) say(result.note);
    results.push({ ...result, name, milliseconds: Date.now() - began });
    say(summary(results.at(-1)));
  }
  return results;
}

const summary = ({ name, passed, failed, milliseconds, note = '' }) => {
  const word = failed > 0 ? 'FAIL' : passed > 0 ? 'ok  ' : 'skip';
  const counts = passed + failed > 1 ? `, ${passed} passed, ${failed} failed` : '';
  return `${word} ${name} (${duration(milliseconds)}${counts}${word === 'skip' && note === '' ? ', nothing to run' : ''})`;
};

try {
  const checks = chosen();
  const { failed } = await setUp({ goOn: true });
  const results = await runChecks({ checks, failedSteps: failed });
  say('');
  for (const result of results) say(summary(result));
  tally(results);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  if (error instanceof SetupError && error.exitCode === 1) tally([{ passed: 0, failed: 1 }]);
  else process.exitCode = error instanceof SetupError ? error.exitCode : 2;
}
