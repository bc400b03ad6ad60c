import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadModel } from '../src/io/load-model.ts';
import { saveModel } from '../src/io/save-model.ts';
import { compilePackage, removeCompiled } from './compiled-package.ts';
import { numberModel, numbersOf } from './number-model.ts';
import { temporaryFolder } from './temporary-folder.ts';

let compiled = '';
beforeAll(() => {
  compiled = compilePackage(['number-model.ts']);
  const program = `
    import { saveModel } from './src/io/save-model.js';
    import { numberModel } from './test/number-model.js';
    for (let number = 1; ; number++) {
      await saveModel(process.argv[2], numberModel(number, 300_000));
      if (number === 1) console.log('saving');
    }`;
  writeFileSync(join(compiled, 'save-forever.js'), program);
});
afterAll(() => removeCompiled(compiled));

test('killed at any moment, a save leaves a whole model', async () => {
  const folder = join(temporaryFolder(), 'net');
  mkdirSync(folder);
  let interrupted = 0;
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [join(compiled, 'save-forever.js'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    await sleep(7 * round);
    child.kill('SIGKILL');
    await exit;
    if (readdirSync(folder).length > 2) interrupted++;
    expect(numbersOf(await loadModel(join(folder, 'model.json')))).toHaveLength(1);
  }
  expect(interrupted).toBeGreaterThan(0);
  await saveModel(folder, numberModel(1));
  expect(readdirSync(folder)).toHaveLength(2);
});
