// Who may import whom: the table of ARCHITECTURE.md as data.

/** Sibling packages that the folder's package may import. Arrows point only downwards. */
export const MAY_IMPORT = {
  blocks: [],
  datasets: [],
  recipes: [],
  tensorflow: [],
  visualize: [],
  models: ['blocks'],
  experiments: ['blocks', 'datasets', 'models', 'recipes', 'tensorflow', 'visualize'],
  cli: ['blocks', 'datasets', 'experiments', 'models', 'recipes', 'tensorflow', 'visualize'],
  skipjack: ['blocks', 'cli', 'datasets', 'experiments', 'models', 'recipes', 'tensorflow', 'visualize'],
};

/** Packages that run in a browser: no Node module in them. */
export const BROWSER = ['blocks', 'models', 'recipes', 'visualize'];

/** Packages that know nothing of tensors. */
export const WITHOUT_TENSORS = ['visualize'];

/** A file is named after the concept in it, and these name none. */
export const NAMELESS = /^(?:utils?|helpers?|common|misc|types|shared|lib)\.[cm]?[jt]s$/;

/** Backends, and the package that brings them all: the user's choice, never a library's. */
export const BACKEND = /^@tensorflow\/tfjs(?:-backend-.+)?$/;

/** What every test file may import without listing it: the root's package.json has it. */
export const TEST_RUNNER = 'vitest';
