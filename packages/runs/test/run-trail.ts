import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { trainRun } from '../src/index.ts';
import type { TrainRunOptions } from '../src/index.ts';
import { logFolder } from './log-folder.ts';
import { tinyRun } from './tiny-run.ts';

const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => Array.from(weight.dataSync()));

/** What a run leaves behind that must not depend on where it was stopped. */
export const trailOf = (folder: string, model: LayersModel): object => ({
  metrics: text(folder, 'metrics.jsonl'),
  csv: text(folder, 'metrics.csv'),
  weights: weightsOf(model),
});

/** That of a run that is left alone. */
export async function wholeTrail(): Promise<object> {
  const folder = logFolder();
  const options = tinyRun(folder);
  await trainRun(options);
  return trailOf(folder, options.model);
}

/** Runs until a step is done, and is stopped by a signal then. */
export async function stopAfter(
  folder: string,
  stop: number,
  changes: Partial<TrainRunOptions> = {},
): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('stopped by SIGTERM');
  await expect(
    trainRun(
      tinyRun(folder, {
        ...changes,
        signal: controller.signal,
        onStep: ({ step }) => {
          if (step === stop) controller.abort(reason);
        },
      }),
    ),
  ).rejects.toBe(reason);
}
