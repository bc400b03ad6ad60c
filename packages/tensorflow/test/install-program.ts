// A child process that installs: node install-program.js WHEEL_JSON FORCE DIE_AT. It prints each event and the result as JSON
// lines, and ends itself by SIGKILL at the event DIE_AT, `phase` or `phase:count`.
import { writeSync } from 'node:fs';
import { installEngine } from '../src/library/install-engine.ts';
import type { PinnedWheel } from '../src/library/pinned-wheel.ts';

const [, , wheel = '', force = '', dieAt = ''] = process.argv;
const [phaseToDieAt, countToDieAt = '1'] = dieAt.split(':');
let count = 0;
const say = (value: object): unknown => writeSync(1, `${JSON.stringify(value)}\n`);
const result = await installEngine({
  wheel: JSON.parse(wheel) as PinnedWheel,
  force: force === 'force',
  onProgress: (event) => {
    say(event);
    if (event.phase === phaseToDieAt && ++count === Number(countToDieAt))
      process.kill(process.pid, 'SIGKILL');
  },
});
say(result);
