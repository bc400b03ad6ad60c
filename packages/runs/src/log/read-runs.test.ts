import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logFolder, RUN } from '../../test/log-folder.ts';
import { lockRunFolder } from '../lock/run-lock.ts';
import { runMachine } from './machine.ts';
import { metricsLog } from './metrics-log.ts';
import { readRuns } from './read-runs.ts';
import { readRunRecord, writeRunRecord } from './run-record.ts';

async function makeRun(folder: string, status?: 'finished' | 'stopped' | 'failed'): Promise<void> {
  const outcome = status && { status, step: 20, ended: '2026-11-25T09:00:00.000Z' };
  await writeRunRecord({ folder, record: outcome ? { ...RUN, outcome } : RUN });
  const log = await metricsLog({ folder });
  log.append({ step: 10, testError: 0.25 });
  log.append({ step: 15, testError: 0.5 });
  log.append({ step: 20, testError: Number.NaN });
  log.append({ step: 21, loss: 1 });
  log.close();
}

test('lists the runs of a folder with their status, step and errors', async () => {
  const root = logFolder();
  for (const status of ['finished', 'stopped', 'failed'] as const) await makeRun(join(root, status), status);
  await makeRun(join(root, 'running'));
  const lock = await lockRunFolder({ folder: join(root, 'running') });
  await makeRun(join(root, 'killed'));
  const stale = readFileSync(lock.path, 'utf8').replace(/"started":"[^"]*"/, '"started":"1"');
  writeFileSync(join(root, 'killed', 'run.lock'), stale);
  await makeRun(join(root, 'gone'));
  mkdirSync(join(root, 'damaged'));
  writeFileSync(join(root, 'damaged', 'run.json'), '{"version":1');
  mkdirSync(join(root, 'no run'));
  writeFileSync(join(root, 'a file'), '');

  const runs = await readRuns({ folder: root });
  lock.release();
  expect(Object.fromEntries(runs.map(({ name, status }) => [name, status]))).toEqual({
    ...{ finished: 'finished', stopped: 'stopped', failed: 'failed', running: 'running' },
    ...{ killed: process.platform === 'linux' ? 'crashed' : 'running', gone: 'crashed', damaged: 'damaged' },
  });
  const running = runs.find(({ name }) => name === 'running');
  expect(running).toEqual({
    ...{ name: 'running', folder: join(root, 'running'), status: 'running', record: RUN },
    ...{ step: 21, bestError: 0.25, lastError: 0.5 },
  });
  expect(runs[0]?.problem).toMatch(/^Cannot read .*run\.json: .* at character 12; restore the file/);
  expect((await readRuns({ folder: join(root, 'gone') })).map(({ status }) => status)).toEqual(['crashed']);
  expect(await readRuns({ folder: join(root, 'no run') })).toEqual([]);
  await expect(readRuns({ folder: join(root, 'none') })).rejects.toThrow(
    `Cannot read ${join(root, 'none')}: `,
  );
});

test('a record is written and read back, with the machine as it is', async () => {
  const folder = join(logFolder(), 'new', 'run');
  const resumed = [{ at: '2026-11-25T08:30:00.000Z', step: 10 }];
  const record = { ...RUN, machine: runMachine(), resumed };
  await writeRunRecord({ folder, record });
  expect(await readRunRecord({ folder })).toEqual(record);
  await expect(
    writeRunRecord({ folder, record: { ...RUN, recipe: { name: 'r', rate: Number.NaN } } }),
  ).rejects.toThrow('record.recipe.rate is NaN');
  expect(await readRunRecord({ folder })).toEqual(record);
});

test.each<[string, unknown]>([
  ['version', 2],
  ['recipe', { name: 1 }],
  ['model', 'resnet'],
  ['data', null],
  ['steps', -1],
  ['versions', { a: 1 }],
  ['machine', { cpu: 'x' }],
  ['started', 5],
  ['resumed', [{ at: 1 }]],
  ['outcome', { status: 'won' }],
])('a record whose %s is not as it should be is refused by name', async (field, value) => {
  const folder = logFolder();
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...RUN, [field]: value }));
  await expect(readRunRecord({ folder })).rejects.toThrow(
    `Cannot read ${join(folder, 'run.json')}: its field ${field} is missing or not as it should be; restore the file, or leave the run out.`,
  );
});
