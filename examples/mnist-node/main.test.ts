import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs';
import { expect, onTestFinished, test } from 'vitest';

interface Program {
  run(options: {
    readonly examples: number;
    readonly batchSize: number;
    readonly modelSavePath: string;
    readonly logs: string;
  }): Promise<{ readonly loss: number; readonly accuracy: number }>;
}

test('twenty-seven steps of the program recognise most digits, save the net and log', async () => {
  const { run } = (await import(new URL('main.js', import.meta.url).href)) as Program;
  const folder = mkdtempSync(join(tmpdir(), 'mnist-node-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [modelSavePath, logs] = [join(folder, 'net'), join(folder, 'logs')];
  const before = memory().numTensors;
  const { loss, accuracy } = await run({ examples: 2000, batchSize: 64, modelSavePath, logs });
  // Chance is 0.1.
  expect(accuracy).toBeGreaterThan(0.6);
  expect(loss).toBeLessThan(2);
  expect(readdirSync(modelSavePath).sort()).toEqual(['model.json', 'weights.bin']);
  expect(readdirSync(logs).sort()).toEqual(['train', 'val']);
  expect(memory().numTensors).toBe(before);
});

test('the program differs from the one for tfjs-node in one import', () => {
  const imports = ['main.js', 'data.js', 'model.js'].flatMap((name) =>
    [...readFileSync(new URL(name, import.meta.url), 'utf8').matchAll(/from '(.*)'/g)].map(
      ([, source]) => source,
    ),
  );
  expect(imports.filter((source) => source?.startsWith('@skipjack/'))).toEqual([
    '@skipjack/tensorflow/tfjs-node',
  ]);
});
