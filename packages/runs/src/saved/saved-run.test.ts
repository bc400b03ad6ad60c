import '@tensorflow/tfjs-backend-cpu';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreWeights } from '@skipjack/recipes';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { logFolder } from '../../test/log-folder.ts';
import { TINY_RECIPE, tinyNet, tinyRun } from '../../test/tiny-run.ts';
import { trainRun } from '../training/train-run.ts';
import { savedRun } from './saved-run.ts';

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => Array.from(weight.dataSync()));

test('a run is read with its recipe and the weights of its last or best checkpoint, or of the one that is named', async () => {
  const folder = join(logFolder(), 'run');
  const options = tinyRun(folder);
  const { record, result } = await trainRun(options);
  const last = await savedRun({ path: folder });
  expect(last).toMatchObject({ folder, record, recipe: TINY_RECIPE, kind: 'last', state: { step: 14 } });
  const model = tinyNet();
  restoreWeights({ model, state: last.state });
  expect(weightsOf(model)).toEqual(weightsOf(options.model));
  const best = await savedRun({ path: folder, kind: 'best' });
  expect(best.state.step).toBe(result.best?.step);
  const named = await savedRun({ path: join(folder, 'checkpoints', 'step-00000014') });
  expect(named).toEqual(last);
  const name = `best-step-${String(best.state.step).padStart(8, '0')}`;
  expect(await savedRun({ path: join(folder, 'checkpoints', name) })).toEqual(best);
});

test('what cannot be read is said', async () => {
  const folder = join(logFolder(), 'run');
  const { validation: _, ...options } = tinyRun(folder);
  await trainRun(options);
  await expect(savedRun({ path: folder, kind: 'best' })).rejects.toThrow(
    `${folder} has no whole best checkpoint; take the last one, or train with an evaluation.`,
  );
  const weights = join(folder, 'checkpoints', 'step-00000014', 'weights.safetensors');
  const bytes = readFileSync(weights);
  writeFileSync(weights, bytes.subarray(1));
  await expect(savedRun({ path: join(folder, 'checkpoints', 'step-00000014') })).rejects.toThrow(
    'weights.safetensors has',
  );
  const file = join(folder, 'run.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"momentum"', '"momentun"'));
  await expect(savedRun({ path: folder })).rejects.toThrow(
    /^The recipe in .*run\.json is none that this version knows: optimizer has no key "momentun".*; use the version that trained it\.$/,
  );
  rmSync(file);
  await expect(savedRun({ path: folder })).rejects.toThrow(/^Cannot read .*run\.json/);
});

test('a run whose folder is called like a checkpoint is a run', async () => {
  const folder = logFolder();
  await trainRun(tinyRun(join(folder, 'run')));
  renameSync(join(folder, 'run'), join(folder, 'step-00000007'));
  expect((await savedRun({ path: join(folder, 'step-00000007') })).state.step).toBe(14);
});
