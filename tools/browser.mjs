// The nets of examples/custom-net in a real browser: packed packages, bundled, in headless Chromium, on tfjs' wasm and WebGL.
// They predict and train there, and the numbers are Node's to 1e-3.
import { findChromium, withPage } from './browser/chromium.mjs';
import { differences } from './browser/differences.mjs';
import { reporter } from './consumer/reporter.mjs';
import { setUpOrExit } from './setup.mjs';

if (!process.argv.includes('--no-setup')) await setUpOrExit();
const { bundlePage, servePage } = await import('./browser/page.mjs');
const { nodeTrials, writeNets } = await import('./consumer/nets.mjs');
const { consumerProject } = await import('./consumer/project.mjs');

const OURS = ['@skipjack/blocks', '@skipjack/tensorflow', '@skipjack/wasm'];
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

/** Opens the page and gives what it computed on each backend to `seen`, as soon as it has. */
async function tryInChromium({ chromium, url }, seen) {
  await withPage({ chromium, flags: FLAGS, limitMs: LIMIT_MS }, async ({ call, listen, event }) => {
    const said = [];
    listen('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) =>
      said.push(exception?.description ?? text),
    );
    await call('Runtime.enable');
    const loaded = event('Page.loadEventFired');
    await call('Page.navigate', { url });
    await loaded;
    for (const backend of BACKENDS) {
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        expression: `tryOn('${backend}', { steps: ${STEPS} })`,
        awaitPromise: true,
        returnByValue: true,
      });
      const error = exceptionDetails?.exception?.description ?? exceptionDetails?.text;
      seen(backend, result.value, [error, ...said].filter(Boolean).join('\n'));
    }
  });
}

async function check(project, { chromium }) {
  const { right, output, wanted } = project.install({ ours: OURS, outside: OUTSIDE });
  if (!report(right, `npm install ${[...wanted, ...Object.keys(OUTSIDE)].join(' ')}`, output)) return;
  writeNets(project);
  const page = await bundlePage(project);
  const complaints = [...page.warnings, ...page.outside.map((name) => `It imports ${name}.`)];
  const size = `${(page.bytes / 1e6).toFixed(1)} MB with TensorFlow.js`;
  if (!report(complaints.length === 0, `bundled for browsers, ${size}`, complaints.join('\n'))) return;
  const node = nodeTrials(project, { steps: STEPS });
  if (!report(node.right, `${Object.keys(node.trials).length} nets run in Node`, node.output)) return;
  const { url, close } = await servePage(project, page);
  try {
    await tryInChromium({ chromium, url }, (backend, result, errors) => {
      if (!report(result?.backend === backend, `the nets run in Chromium on ${backend}`, errors)) return;
      for (const { name, right: same, shown } of differences(node.trials, result.trials, TOLERANCE))
        report(same, `${backend}: ${name}: ${shown}`, `More than ${TOLERANCE} apart.`);
      report(result.left === 0, `${backend}: no tensor is left`, `${result.left} are.`);
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
