// Packed packages, bundled, in headless Chromium, on tfjs' wasm and WebGL: the nets of examples/custom-net predict and train
// there, a model of each family of @skipjack/models is described and predicts, and the numbers are Node's to 1e-3.
import { findChromium, withPage } from './browser/chromium.mjs';
import { differences } from './browser/differences.mjs';
import { zooDifference } from './browser/zoo-differences.mjs';
import { writeZoo, zooTrials } from './browser/zoo-in-node.mjs';
import { reporter } from './consumer/reporter.mjs';
import { setUpOrExit } from './setup.mjs';

if (!process.argv.includes('--no-setup')) await setUpOrExit();
const { bundlePage, servePage } = await import('./browser/page.mjs');
const { nodeTrials, writeNets } = await import('./consumer/nets.mjs');
const { consumerProject } = await import('./consumer/project.mjs');

const OURS = ['@skipjack/blocks', '@skipjack/models', '@skipjack/tensorflow', '@skipjack/wasm'];
/** By the way to the version that the workspace has. */
const OUTSIDE = {
  '@tensorflow/tfjs-core': [],
  '@tensorflow/tfjs-layers': [],
  '@tensorflow/tfjs-backend-wasm': ['packages/wasm'],
  '@tensorflow/tfjs-backend-webgl': ['packages/tensorflow', '@tensorflow/tfjs'],
};
/** WebGL on the processor, where there is no graphics card. */
const FLAGS = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const BACKENDS = ['wasm', 'webgl'];
/** The losses before the second and the third step are of trained weights. */
const STEPS = 3;
const TOLERANCE = 1e-3;
const LIMIT_MS = 300_000;

const { report, failures } = reporter();

/** Opens the page; `use` gets a function that evaluates an expression there and says what came of it, or what went wrong. */
async function inChromium({ chromium, url }, use) {
  await withPage({ chromium, flags: FLAGS, limitMs: LIMIT_MS }, async ({ call, listen, event }) => {
    const said = [];
    listen('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) =>
      said.push(exception?.description ?? text),
    );
    await call('Runtime.enable');
    const loaded = event('Page.loadEventFired');
    await call('Page.navigate', { url });
    await loaded;
    await use(async (expression) => {
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      const error = exceptionDetails?.exception?.description ?? exceptionDetails?.text;
      return { result: result.value, errors: [error, ...said].filter(Boolean).join('\n') };
    });
  });
}

async function checkNets(evaluate, { backend, trials }) {
  const { result, errors } = await evaluate(`tryNetsOn('${backend}', { steps: ${STEPS} })`);
  if (!report(result?.backend === backend, `the nets run in Chromium on ${backend}`, errors)) return;
  for (const { name, right, shown } of differences(trials, result.made, TOLERANCE))
    report(right, `${backend}: ${name}: ${shown}`, `More than ${TOLERANCE} apart.`);
  report(result.left === 0, `${backend}: no tensor is left`, `${result.left} are.`);
}

async function checkZoo(evaluate, { backend, trials }) {
  for (const [name, { backends, ...trial }] of Object.entries(trials)) {
    if (!backends.includes(backend)) continue;
    const { result, errors } = await evaluate(`tryModelOn('${backend}', '${name}')`);
    if (result?.backend !== backend) {
      report(false, `${name} runs in Chromium on ${backend}`, errors);
      continue;
    }
    const { right, shown } = zooDifference(trial, result.made, TOLERANCE);
    report(right, `${backend}: ${name}: ${shown}`, `More than ${TOLERANCE} of what the image does.`);
    if (result.left !== 0) report(false, `${backend}: ${name}: no tensor is left`, `${result.left} are.`);
  }
}

async function check(project, { chromium }) {
  const { right, output, wanted } = project.install({ ours: OURS, outside: OUTSIDE });
  if (!report(right, `npm install ${[...wanted, ...Object.keys(OUTSIDE)].join(' ')}`, output)) return;
  writeNets(project);
  writeZoo(project);
  const page = await bundlePage(project);
  const complaints = [...page.warnings, ...page.outside.map((name) => `It imports ${name}.`)];
  const size = `${(page.bytes / 1e6).toFixed(1)} MB with TensorFlow.js`;
  if (!report(complaints.length === 0, `bundled for browsers, ${size}`, complaints.join('\n'))) return;
  const nets = nodeTrials(project, { steps: STEPS });
  if (!report(nets.right, `${Object.keys(nets.trials).length} nets run in Node`, nets.output)) return;
  const zoo = zooTrials(project);
  if (!report(zoo.right, `${Object.keys(zoo.trials).length} models run in Node`, zoo.output)) return;
  const { url, close } = await servePage(project, page);
  try {
    await inChromium({ chromium, url }, async (evaluate) => {
      for (const backend of BACKENDS) {
        await checkNets(evaluate, { backend, trials: nets.trials });
        await checkZoo(evaluate, { backend, trials: zoo.trials });
      }
    });
  } catch (error) {
    report(false, 'Chromium', error.message);
  } finally {
    close();
  }
}

const { chromium, why } = findChromium();
if (chromium === undefined) {
  // Asked for by name and not there is a failure; none on this machine is not.
  if (process.env.CHROMIUM) report(false, 'Chromium', why);
  else console.log(`skip the nets in a browser: ${why}`);
} else {
  const project = consumerProject();
  try {
    await check(project, { chromium });
  } finally {
    project.remove();
  }
}
process.exitCode = failures() === 0 ? 0 : 1;
