// Who may import whom: the table of ARCHITECTURE.md as data.

/** Sibling packages that the folder's package may import. Arrows point only downwards. */
export const MAY_IMPORT = {
  blocks: [],
  datasets: [],
  recipes: [],
  tensorflow: [],
  visualize: [],
  wasm: [],
  weights: [],
  models: ['blocks'],
  runs: ['datasets', 'recipes', 'visualize', 'weights'],
  experiments: ['blocks', 'datasets', 'models', 'recipes', 'runs', 'tensorflow', 'visualize', 'weights'],
  cli: [
    'blocks',
    'datasets',
    'experiments',
    'models',
    'recipes',
    'runs',
    'tensorflow',
    'visualize',
    'wasm',
    'weights',
  ],
  skipjack: [
    'blocks',
    'cli',
    'datasets',
    'experiments',
    'models',
    'recipes',
    'runs',
    'tensorflow',
    'visualize',
    'wasm',
    'weights',
  ],
};

/** Packages that run in a browser: no Node module in them. */
export const BROWSER = ['blocks', 'models', 'recipes', 'visualize', 'wasm', 'weights'];

/** Packages that know nothing of tensors. */
export const WITHOUT_TENSORS = ['visualize', 'weights'];

/** A file is named after the concept in it, and these name none. */
export const NAMELESS = /^(?:utils?|helpers?|common|misc|types|shared|lib)\.[cm]?[jt]s$/;

/** Backends, and the package that brings them all: the user's choice, never a library's. */
export const BACKEND = /^@tensorflow\/tfjs(?:-backend-.+)?$/;

/**
 * Who imports a backend all the same. wasm completes this one, so that importing it is choosing it, and can replace its
 * kernels only once it is there. cli imports the one that `--backend` names, an optional peer, when the command runs.
 * tensorflow's entry `tfjs-node` is all of TensorFlow.js under one import, as tfjs-node is; its other entry needs none.
 */
export const BRINGS_BACKEND = {
  tensorflow: { backends: ['@tensorflow/tfjs'], when: 'always' },
  wasm: { backends: ['@tensorflow/tfjs-backend-wasm'], when: 'always' },
  cli: { backends: ['@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-backend-wasm'], when: 'asked' },
};

/** What every test file may import without listing it: the root's package.json has it. */
export const TEST_RUNNER = 'vitest';
