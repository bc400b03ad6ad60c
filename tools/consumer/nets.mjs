// The nets of examples/custom-net in a consumer's project.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/workspace.mjs';
import { toJavaScript } from './typescript.mjs';

const FOLDER = join(ROOT, 'examples', 'custom-net');

/** The file that lists the nets, and the one that tries them. */
const [LIST, TRIAL] = ['nets.ts', 'trial.ts'];

/** The nets' own files, which the list imports. */
const netFiles = () =>
  [...readFileSync(join(FOLDER, LIST), 'utf8').matchAll(/ from '\.\/(.+\.ts)'/g)].map(([, file]) => file);

/** Writes the nets, their list and their trial to folder `nets` of the project, as TypeScript and as JavaScript. */
export function writeNets(project) {
  const folder = join(project.folder, 'nets');
  mkdirSync(folder);
  for (const file of [...netFiles(), LIST, TRIAL]) {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    writeFileSync(join(folder, file), text);
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), toJavaScript(text));
  }
}

/**
 * Tries every net in Node, on @skipjack/tensorflow.
 *
 * @returns {{ right: boolean, output: string, trials: Record<string, import('../../examples/custom-net/trial.ts').Trial> }}
 */
export function nodeTrials(project, { steps }) {
  const file = join(project.folder, 'try-nets.js');
  writeFileSync(
    file,
    `import '@skipjack/tensorflow';
import { ready } from '@tensorflow/tfjs-core';
import { writeFileSync } from 'node:fs';
import { NETS } from './nets/nets.js';
import { tryNets } from './nets/trial.js';
await ready();
writeFileSync('trials.json', JSON.stringify(await tryNets(NETS, { steps: ${steps} })));
`,
  );
  const { right, output } = project.run(process.execPath, [file]);
  const trials = right ? JSON.parse(readFileSync(join(project.folder, 'trials.json'), 'utf8')) : {};
  return { right, output, trials };
}
