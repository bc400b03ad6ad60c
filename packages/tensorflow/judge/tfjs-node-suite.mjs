// @ts-check
/** A process of its own: tfjs-node's specs against our engine. `node tfjs-node-suite.mjs RESULTS ENGINE [FILTER]` */
import { copyFileSync, cpSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startJasmine } from './jasmine-process.mjs';
import { notApplicableFiles } from './not-applicable.mjs';
import {
  dropInOf,
  keepWhatIsForgotten,
  standIns,
  takeTheirPlace,
  TFJS_NODE,
} from './tfjs-node-stand-ins.mjs';

const [file, engine, filter] = process.argv.slice(2);
if (file === undefined || engine === undefined)
  throw new Error('tfjs-node-suite.mjs needs RESULTS and ENGINE; run.mjs starts it.');

const run = startJasmine({ file, suite: 'tfjsNode', filter });
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
keepWhatIsForgotten();
const dropIn = await dropInOf(engine);
takeTheirPlace(standIns({ tf, ...dropIn }));
// What the specs read, where they look for it.
cpSync(new URL('test_objects', import.meta.url), 'test_objects', { recursive: true });
copyFileSync(new URL('../package.json', import.meta.url), 'package.json');

const all = readdirSync(TFJS_NODE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('_test.js'))
  .map((name) => name.replaceAll('\\', '/').replace(/\.js$/, ''));
const leftOut = notApplicableFiles('tfjsNode');
const unknown = leftOut.filter((name) => !all.includes(name));
if (unknown.length > 0)
  throw new Error(`tfjs-node has no ${unknown.join(', ')}; take it out of not-applicable.json.`);
for (const name of all.filter((one) => !leftOut.includes(one)).sort()) require(join(TFJS_NODE, `${name}.js`));
await run(dropIn.engineVersion());
