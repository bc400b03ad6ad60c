// The zoo in a consumer's project, and what it computes there in Node.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Copies the zoo to the project. */
export function writeZoo(project) {
  copyFileSync(fileURLToPath(new URL('zoo.mjs', import.meta.url)), join(project.folder, 'zoo.mjs'));
}

/**
 * Tries every model of the zoo in Node, on @skipjack/tensorflow.
 *
 * @returns {{ right: boolean, output: string, trials: Record<string, import('./zoo-differences.mjs').ModelTrial & { backends: string[] }> }}
 *   with each model's trial the backends on which a browser tries it
 */
export function zooTrials(project) {
  const file = join(project.folder, 'try-zoo.mjs');
  writeFileSync(
    file,
    `import '@skipjack/tensorflow';
import { ready } from '@tensorflow/tfjs-core';
import { writeFileSync } from 'node:fs';
import { ZOO, tryModel } from './zoo.mjs';
await ready();
const trials = {};
for (const [name, { backends }] of Object.entries(ZOO)) trials[name] = { backends, ...(await tryModel(name)) };
writeFileSync('zoo.json', JSON.stringify(trials));
`,
  );
  const { right, output } = project.run(process.execPath, [file]);
  const trials = right ? JSON.parse(readFileSync(join(project.folder, 'zoo.json'), 'utf8')) : {};
  return { right, output, trials };
}
