// A child process that installs: node install-program.js PLAN_JSON FORCE DIE_AT. It prints each event and the result as JSON
// lines, and ends itself by SIGKILL at the event DIE_AT, `phase`, `phase:count`
// or `phase~text in its message`.
import { writeSync } from 'node:fs';
import { installEngine } from '../src/library/install-engine.ts';
import type { LibraryPlan } from '../src/library/library-plan.ts';

const [, , plan = '', force = '', dieAt = ''] = process.argv;
const [phaseToDieAt, countToDieAt = '1'] = dieAt.split(/[:~]/);
const byText = dieAt.includes('~');
let count = 0;
const say = (value: object): unknown => writeSync(1, `${JSON.stringify(value)}\n`);
const result = await installEngine({
  plan: JSON.parse(plan) as LibraryPlan,
  force: force === 'force',
  onProgress: (event) => {
    say(event);
    if (event.phase !== phaseToDieAt) return;
    const dies = byText ? event.message.includes(countToDieAt) : ++count === Number(countToDieAt);
    if (dies) process.kill(process.pid, 'SIGKILL');
  },
});
say(result);
