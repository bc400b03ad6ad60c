import '@tensorflow/tfjs-backend-cpu';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRuns, trainRun } from '../src/index.ts';
import { logFolder } from './log-folder.ts';
import { stopAfter, trailOf, wholeTrail } from './run-trail.ts';
import { tinyRun } from './tiny-run.ts';

test('stopped after any step and resumed, it ends with the same weights, metrics and table', async () => {
  const whole = await wholeTrail();
  for (let stop = 1; stop < 14; stop++) {
    const folder = logFolder();
    await stopAfter(folder, stop);
    const options = tinyRun(folder, { resume: true });
    await trainRun(options);
    expect(trailOf(folder, options.model)).toEqual(whole);
  }
});

test('killed after any step, when the logs are ahead of the checkpoint, it ends with the same too', async () => {
  const whole = await wholeTrail();
  const first = logFolder();
  const killed = Array.from({ length: 14 }, () => logFolder());
  const onStep = ({ step }: { readonly step: number }): void => {
    const copy = killed[step - 1] ?? '';
    cpSync(first, copy, { recursive: true });
    rmSync(join(copy, 'run.lock'));
  };
  await trainRun(tinyRun(first, { onStep, checkpointEvery: 2 }));
  for (const folder of killed) {
    expect((await readRuns({ folder }))[0]?.status).toBe('crashed');
    const options = tinyRun(folder, { resume: true, checkpointEvery: 2 });
    await trainRun(options);
    expect(trailOf(folder, options.model)).toEqual(whole);
  }
});
