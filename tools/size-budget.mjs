// What one net and one block cost a browser: node tools/size-budget.mjs [--write | --why <export>]
// Bundles each export of the built @skipjack/models and @skipjack/blocks by itself, minified and gzipped, TensorFlow.js left out,
// and holds it against tools/size-budget/budget.json. --write puts down what was measured; --why lists the modules of one bundle.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { exportedFunctions, measure } from './size-budget/measure.mjs';
import { verdict } from './size-budget/verdict.mjs';
import { ROOT } from './setup/workspace.mjs';

const BUDGET = join(ROOT, 'tools', 'size-budget', 'budget.json');
const FOLDERS = { family: join(ROOT, 'packages', 'models'), block: join(ROOT, 'packages', 'blocks') };

const { values } = parseArgs({ options: { write: { type: 'boolean' }, why: { type: 'string' } } });
const budget = JSON.parse(readFileSync(BUDGET, 'utf8'));

if (values.why !== undefined) {
  const { modules } = await measure({ ...(await whereIs(values.why)), name: values.why });
  for (const { file, bytes } of modules.toSorted((a, b) => b.bytes - a.bytes))
    console.log(`${String(bytes).padStart(7)}  ${relative(ROOT, file)}`);
} else {
  const measured = [];
  for (const [kind, folder] of Object.entries(FOLDERS)) {
    for (const name of await exportedFunctions(folder)) {
      // The registry knows every net, so whoever imports it has all of them: another limit.
      const own = kind === 'family' && budget.wholeZoo.includes(name) ? 'zoo' : kind;
      measured.push({ kind: own, name, gzip: (await measure({ folder, name })).gzip });
    }
  }
  const { lines, problems } = verdict(budget, measured);
  console.log(lines.join('\n'));
  if (values.write) {
    const sizes = Object.fromEntries(Object.keys(budget.limits).map((kind) => [kind, {}]));
    for (const { kind, name, gzip } of measured) sizes[kind][name] = gzip;
    writeFileSync(BUDGET, `${JSON.stringify({ ...budget, sizes }, null, 2)}\n`);
  } else {
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length === 0 ? 0 : 1;
  }
}

async function whereIs(name) {
  for (const folder of Object.values(FOLDERS))
    if ((await exportedFunctions(folder)).includes(name)) return { folder };
  throw new Error(`Neither @skipjack/models nor @skipjack/blocks exports a function ${name}.`);
}
