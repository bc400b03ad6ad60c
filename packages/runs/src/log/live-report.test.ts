import type { EvaluationReport, StepReport } from '@skipjack/recipes';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { logFolder, RUN } from '../../test/log-folder.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { Curve } from './curve.ts';
import { liveReport } from './live-report.ts';

const stepAt = (step: number, change: Partial<StepReport> = {}): StepReport => ({
  ...{ step, steps: 40, epoch: 0, loss: 1 / step, error: 0.5, rate: 0.1 },
  ...{ images: 128 * step, seconds: 2 * step, imagesPerSecond: 64, ...change },
});
const evaluationAt = (step: number, error: number): EvaluationReport => ({
  ...{ step, epochs: step / 10, loss: 1, error, trainLoss: 1, trainError: 0.5, best: false },
});

async function written(path: string): Promise<string> {
  for (let tries = 0; !existsSync(path) && tries < 500; tries += 1) await delay(10);
  return readFileSync(path, 'utf8');
}

test('shows the run, refreshes itself while it goes on, and no longer at the end', async () => {
  const report = liveReport({
    folder: join(logFolder(), 'new'),
    title: 'Run <7>',
    record: RUN,
    everySeconds: 3,
  });
  report.evaluation(evaluationAt(8, 0.125));
  const early = await written(report.path);
  expect(early).toContain('<meta http-equiv="refresh" content="3"/>');
  expect(early).toContain('12.5');
  for (let step = 9; step <= 20; step += 1) report.step(stepAt(step, { seconds: 2 * (step - 8) }));
  report.evaluation(evaluationAt(20, 0.25));
  expect(readFileSync(report.path, 'utf8')).toBe(early); // within three seconds it is not written again
  await report.finish('stopped', 'by Ctrl-C.');
  const html = readFileSync(report.path, 'utf8');
  expect(html).not.toContain('http-equiv="refresh"');
  for (const text of [
    'Run &lt;7&gt;',
    'quick-mnist on mnist',
    'resnet8',
    'Some CPU',
    'Learning rate',
    'by Ctrl-C.',
  ])
    expect(html).toContain(text);
  expect(html).not.toContain('Ctrl-C..');
  expect(html.match(/<svg/g)?.length).toBe(3);
  report.step(stepAt(21)); // too late: nothing is written any more
  await delay(20);
  expect(readFileSync(report.path, 'utf8')).toBe(html);
});

test('tells the time that is left, from the steps of this session', async () => {
  const former = [
    { step: 10, loss: 0.5, rate: 0.1 },
    { step: 10, testError: 0.0625 },
  ];
  const report = liveReport({ folder: logFolder(), title: 'Run', former, everySeconds: 0 });
  report.step(stepAt(11, { seconds: 3 }));
  const html = await written(report.path);
  expect(html).toContain('1 min 27 s'); // 29 steps of 3 s
  expect(html).toMatch(/best 6\.3%/);
  await report.finish('finished');
});

test('a disk that refuses the report is told of once', async () => {
  const errors: string[] = [];
  const open = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC' }));
  const report = liveReport({
    ...{ folder: logFolder(), title: 'Run', everySeconds: 0, fs: { ...nodeFileSystem, open } },
    onError: ({ message }) => errors.push(message),
  });
  for (let step = 1; step <= 3; step += 1) {
    report.step(stepAt(step));
    await delay(5);
  }
  await report.finish('failed');
  expect(errors).toEqual([
    `Cannot write ${report.path}: the disk is full; free some space, or choose a folder on another disk.`,
  ]);
});

test('a curve keeps its shape and mean with few points', () => {
  const curve = new Curve(40);
  for (let step = 1; step <= 10_000; step += 1) curve.add(step, step);
  const points = curve.points(10_000);
  expect(points.length).toBeLessThanOrEqual(41);
  expect(points.length).toBeGreaterThan(19);
  expect(points.at(-1)?.x).toBe(10_000);
  for (const [index, { x, y }] of points.entries()) {
    const width = x - (points[index - 1]?.x ?? 0);
    expect(y).toBeCloseTo(x - (width - 1) / 2, 6);
  }
});
