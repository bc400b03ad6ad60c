// @ts-check
// Draws every block of @skipjack/blocks into docs/guide/blocks/: node tools/block-drawings.mjs [--check]
// --check writes nothing and fails where a drawing is not what the blocks are now. It works on the built packages.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'guide', 'blocks');
const built = (/** @type {string} */ pack) =>
  import(pathToFileURL(join(ROOT, 'packages', pack, 'dist', 'index.js')).href);

// A backend for the weights; all blocks together have few.
createRequire(join(ROOT, 'packages', 'blocks', 'from.js'))('@tensorflow/tfjs-backend-cpu');
const blocks = await built('blocks');
const { describe, netGraph } = await built('models');
const { architectureDiagram } = await built('visualize');

const place = { name: 'stage1_block1', filters: 64 };
const inception = {
  filters1x1: 64,
  reduce3x3: 96,
  filters3x3: 128,
  reduce5x5: 16,
  filters5x5: 32,
  poolProjection: 32,
};

/** @type {Record<string, { size?: [number, number, number], layers: (x: any) => any }>} */
const DRAWN = {
  'conv-bn': { layers: (x) => blocks.convBn(x, { ...place, kernelSize: 3, stride: 2 }) },
  'plain-block': { layers: (x) => blocks.plainBlock(x, place) },
  'residual-block': { layers: (x) => blocks.residualBlock(x, place) },
  'residual-block-strided': { layers: (x) => blocks.residualBlock(x, { ...place, filters: 128, stride: 2 }) },
  'residual-block-shortcut-a': {
    layers: (x) => blocks.residualBlock(x, { ...place, filters: 128, stride: 2, shortcut: 'A' }),
  },
  'residual-block-with-everything': {
    layers: (x) =>
      blocks.residualBlock(x, {
        ...place,
        filters: 128,
        stride: 2,
        antialias: true,
        squeezeExcitation: 16,
        survival: 0.8,
      }),
  },
  'bottleneck-block': {
    size: [14, 14, 256],
    layers: (x) => blocks.bottleneckBlock(x, place),
  },
  'bottleneck-block-grouped': {
    size: [14, 14, 256],
    layers: (x) => blocks.bottleneckBlock(x, { ...place, width: 128, groups: 32 }),
  },
  'preactivation-block': {
    layers: (x) => blocks.preactivationBlock(x, { ...place, filters: 128, stride: 2 }),
  },
  'preactivation-bottleneck': {
    size: [14, 14, 256],
    layers: (x) => blocks.preactivationBottleneck(x, place),
  },
  'squeeze-excitation': { layers: (x) => blocks.squeezeExcitation(x, { name: 'stage1_block1' }) },
  'inception-module': {
    size: [28, 28, 192],
    layers: (x) => blocks.inceptionModule(x, { name: 'stage1_block1', ...inception, batchNorm: false }),
  },
  'auxiliary-classifier': {
    size: [14, 14, 512],
    layers: (x) =>
      blocks.auxiliaryClassifier(x, { name: 'stage1_block1', classes: 10, units: 64, batchNorm: false }),
  },
  'vgg-stage': { layers: (x) => blocks.vggStage(x, { ...place, kernelSizes: [3, 3] }) },
  'imagenet-stem': { size: [224, 224, 3], layers: (x) => blocks.imagenetStem(x) },
  'cifar-stem': { size: [32, 32, 3], layers: (x) => blocks.cifarStem(x) },
  'deep-stem': { size: [224, 224, 3], layers: (x) => blocks.deepStem(x) },
  'global-pool-classifier': { layers: (x) => blocks.globalPoolClassifier(x, { classes: 10, dropout: 0.5 }) },
  'fully-connected-classifier': {
    size: [7, 7, 64],
    layers: (x) => blocks.fullyConnectedClassifier(x, { classes: 10, units: [64, 64] }),
  },
};

const check = process.argv.includes('--check');
const stale = [];
for (const [name, { size = [28, 28, 64], layers }] of Object.entries(DRAWN)) {
  const model = blocks.defineModel({ name, inputShape: size, layers });
  const graph = netGraph(describe(model));
  model.dispose();
  const svg = architectureDiagram({ graph, detail: 'layers', theme: 'light' });
  const file = join(FOLDER, `${name}.svg`);
  if (check && (!existsSync(file) || readFileSync(file, 'utf8') !== svg)) stale.push(`${name}.svg`);
  if (!check) writeFileSync(file, svg);
}
if (stale.length > 0) {
  console.error(
    `drawings: ${stale.join(', ')} of docs/guide/blocks are not what the blocks are now; run node tools/block-drawings.mjs.`,
  );
  process.exitCode = 1;
} else
  console.log(`drawings: ${Object.keys(DRAWN).length} blocks ${check ? 'are drawn as they are' : 'drawn'}`);
