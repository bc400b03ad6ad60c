import type { EvaluationReport, StepReport } from '@skipjack/recipes';
import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scalarsOf } from '../../test/decode-events.ts';
import { logFolder, RUN } from '../../test/log-folder.ts';
import { surviveClosedOutput } from './closed-output.ts';
import { runLogs } from './run-logs.ts';

const stepAt = (step: number): StepReport => ({
  ...{ step, steps: 40, epoch: Math.floor((step - 1) / 10), loss: 1 / step, error: 0.5, rate: 0.1 },
  ...{ images: 128 * step, seconds: Math.random(), imagesPerSecond: Math.random() },
});
const evaluationAt = (step: number): EvaluationReport => ({
  ...{ step, epochs: step / 10, loss: 2 / step, error: 0.25, trainLoss: 1, trainError: 0.5, best: true },
});

async function logSteps(folder: string, from: number, to: number, end = true): Promise<void> {
  const logs = await runLogs({ folder, title: 'Run', record: RUN, resumedFrom: from });
  for (let step = from + 1; step <= to; step += 1) {
    logs.step(stepAt(step));
    if (step % 10 === 0) logs.evaluation(evaluationAt(step));
  }
  logs.flush();
  if (end) await logs.close('finished');
}

test('a resumed run has the metrics, the curves and the table of one that never stopped', async () => {
  const [whole, resumed] = [logFolder(), logFolder()];
  await logSteps(whole, 0, 30);
  await logSteps(resumed, 0, 17, false); // killed
  await logSteps(resumed, 12, 30);
  for (const file of ['metrics.jsonl', 'metrics.csv'])
    expect(readFileSync(join(resumed, file), 'utf8')).toBe(readFileSync(join(whole, file), 'utf8'));
  const curves = (folder: string): string[] =>
    [...readFileSync(join(folder, 'report.html'), 'utf8').matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) => svg);
  expect(curves(resumed)).toEqual(curves(whole));
  const events = readdirSync(resumed)
    .filter((name) => name.startsWith('events.'))
    .sort();
  const steps = events.map((name) =>
    scalarsOf(readFileSync(join(resumed, name))).flatMap(([step, tag]) =>
      tag === 'loss/train' ? [step] : [],
    ),
  );
  expect(steps.map((each) => [each[0], each.at(-1)])).toEqual([
    [1, 17],
    [13, 30],
  ]);
});

test('a process goes on when nobody reads its output any more', () => {
  const streams = [new EventEmitter(), new EventEmitter()];
  const errors: Error[] = [];
  const takeBack = surviveClosedOutput({ streams, onError: (error) => errors.push(error) });
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  for (const stream of streams) stream.emit('error', broken);
  expect(errors).toEqual([broken]);
  takeBack();
  expect(() => streams[0]?.emit('error', broken)).toThrow('write EPIPE');
});
