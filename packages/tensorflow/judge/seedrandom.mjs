// @ts-check
/** seedrandom with a named export, which a bundler would have made for tfjs-core's `import * as seedrandom`. */
import { createRequire } from 'node:module';

const here = createRequire(import.meta.url);
const fromCore = createRequire(here.resolve('@tensorflow/tfjs-core/package.json'));

/** @type {{ alea: (seed: string) => () => number }} */
export const { alea } = fromCore('seedrandom');
