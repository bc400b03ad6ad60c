// @ts-check
/** A process of its own: tfjs-core's suite against our backend. `node tfjs-core-suite.mjs RESULTS ENGINE [FILTER]` */
import { pathToFileURL } from 'node:url';
import { startJasmine } from './jasmine-process.mjs';
import { openCoreSuite } from './tfjs-core-modules.mjs';

const [file, engine, filter] = process.argv.slice(2);
if (file === undefined || engine === undefined)
  throw new Error('tfjs-core-suite.mjs needs RESULTS and ENGINE; run.mjs starts it.');

const run = startJasmine({ file, suite: 'tfjsCore', filter });
openCoreSuite();
const core = '@tensorflow/tfjs-core';
/** @type {any} */
const { setTestEnvs } = await import(`${core}/dist/jasmine_util`);
// As tfjs-node's dist/run_tests.js does.
await import(`${core}/dist/public/chained_ops/register_all_chained_ops`);
await import(`${core}/dist/register_all_gradients`);
/** @type {any} */
const { engineVersion } = await import(pathToFileURL(engine).href);
setTestEnvs([{ name: 'test-tensorflow', backendName: 'tensorflow', flags: {}, isDataSync: true }]);
await import(`${core}/dist/tests`);
await run(engineVersion());
