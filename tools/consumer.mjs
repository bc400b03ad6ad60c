// The README of @skipjack/blocks and the nets of examples/custom-net in an empty project: packed packages installed with npm,
// code run, types checked. Outside the checkout, so that nothing of the workspace can help.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reporter } from './consumer/reporter.mjs';
import { setUpOrExit } from './setup.mjs';
import { ROOT } from './setup/workspace.mjs';

if (!process.argv.includes('--no-setup')) await setUpOrExit();
const { importsOf } = await import('./boundaries/imports.mjs');
const { nodeTrials, writeNets } = await import('./consumer/nets.mjs');
const { consumerProject } = await import('./consumer/project.mjs');
const { compile, toJavaScript } = await import('./consumer/typescript.mjs');
const { snippetsOf } = await import('./snippets/collect.mjs');

const DOCUMENT = 'packages/blocks/README.md';
const OUTSIDE = {
  '@tensorflow/tfjs-core': [],
  '@tensorflow/tfjs-layers': [],
  '@tensorflow/tfjs-backend-cpu': [],
};
const { report, failures } = reporter();

/** Installs what the README's code imports, and nothing else of ours. */
function installForReadme(project, snippets) {
  const named = snippets.flatMap(({ code }) => importsOf({ file: 'a.ts', text: code }));
  const ours = named.map(({ specifier }) => specifier).filter((name) => project.packs.has(name));
  const { right, output, wanted } = project.install({
    ours: ['@skipjack/blocks', ...ours],
    outside: OUTSIDE,
  });
  if (!report(right, `npm install ${[...wanted, ...Object.keys(OUTSIDE)].join(' ')}`, output)) return false;
  const there = readdirSync(join(project.folder, 'node_modules', '@skipjack'));
  const more = there.map((name) => `@skipjack/${name}`).filter((name) => !wanted.has(name));
  return report(more.length === 0, 'nothing else of ours was installed', more.join(', '));
}

function checkReadme(project, snippets) {
  mkdirSync(join(project.folder, 'src'));
  for (const [index, { line, code }] of snippets.entries()) {
    writeFileSync(join(project.folder, 'src', `snippet-${index}.ts`), `${code}export {};\n`);
    const file = join(project.folder, `snippet-${index}.js`);
    writeFileSync(file, toJavaScript(code));
    const { right, output } = project.run(process.execPath, [file]);
    report(right, `${DOCUMENT}:${line} runs`, output);
  }
  for (const { name, right, output } of compile({ project, include: 'src' }))
    report(right, `a TypeScript project with ${name} resolution compiles it`, output);
}

function checkNets(project) {
  const { right, output } = project.install({ ours: ['@skipjack/tensorflow'], outside: {} });
  if (!report(right, 'npm install @skipjack/tensorflow', output)) return;
  writeNets(project);
  for (const { name, ...compiled } of compile({ project, include: 'nets' }))
    report(compiled.right, `a TypeScript project with ${name} resolution compiles the nets`, compiled.output);
  const tried = nodeTrials(project, { steps: 6 });
  report(tried.right && Object.keys(tried.trials).length > 0, 'the nets run in Node', tried.output);
  for (const [name, { params, losses }] of Object.entries(tried.trials)) {
    const falls = losses.every((loss, step) => step === 0 || loss < losses[step - 1]);
    const shown = losses.map((loss) => loss.toFixed(3)).join(' ');
    report(falls, `${name}: ${params} weights, loss ${shown}`, 'The loss does not fall at every step.');
  }
}

const text = readFileSync(join(ROOT, DOCUMENT), 'utf8');
const snippets = snippetsOf({ document: DOCUMENT, text }).filter(({ run }) => run);
if (report(snippets.length > 0, `${DOCUMENT} has code to run`)) {
  const project = consumerProject();
  try {
    if (installForReadme(project, snippets)) {
      checkReadme(project, snippets);
      checkNets(project);
    }
  } finally {
    project.remove();
  }
}
process.exitCode = failures() === 0 ? 0 : 1;
