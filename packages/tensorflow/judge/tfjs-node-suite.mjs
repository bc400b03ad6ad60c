// @ts-check
/** A process of its own: tfjs-node's specs against our engine. `node tfjs-node-suite.mjs RESULTS ENGINE [FILTER]` */
import { appendFileSync, copyFileSync, cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startJasmine } from './jasmine-process.mjs';
import { standIns, takeTheirPlace } from './tfjs-node-stand-ins.mjs';

/**
 * Not among them: `tfjs_binding_test` (the add-on's own interface), `int64_tensors_test` and `io/io_utils_test` (functions
 * inside tfjs-node that compute nothing with TensorFlow).
 */
const SPECS = [
  'callbacks_test',
  'canvas_test',
  'image_test',
  'index_test',
  'io/file_system_test',
  'io/node_http_test',
  'nodejs_kernel_backend_test',
  'saved_model_test',
  'tensorboard_test',
];

const [file, engine, filter] = process.argv.slice(2);
if (file === undefined || engine === undefined)
  throw new Error('tfjs-node-suite.mjs needs RESULTS and ENGINE; run.mjs starts it.');

const run = startJasmine({ file, suite: 'tfjsNode', filter });
const require = createRequire(import.meta.url);
/** @type {any} */
const { engineVersion, TensorFlowBackend } = await import(pathToFileURL(engine).href);
const tf = require('@tensorflow/tfjs');
await tf.setBackend('tensorflow');
const entry = join(dirname(engine), 'tfjs-node', 'index.js');
/** @type {any} */
const dropIn = existsSync(entry) ? await import(pathToFileURL(entry).href) : undefined;
/** @type {any} */
const { fileRouter } = await import(pathToFileURL(join(dirname(engine), 'io', 'file-router.js')).href);
takeTheirPlace(standIns({ tf, dropIn, TensorFlowBackend, fileRouter }));
// What the specs read, where they look for it.
cpSync(new URL('test_objects', import.meta.url), 'test_objects', { recursive: true });
copyFileSync(new URL('../package.json', import.meta.url), 'package.json');
const specs = dropIn === undefined ? ['canvas_test', 'nodejs_kernel_backend_test'] : SPECS;
if (dropIn === undefined)
  appendFileSync(
    file,
    `${JSON.stringify({ note: `${entry} is not there yet; only ${specs.join(', ')} run` })}\n`,
  );
for (const spec of specs) require(`@tensorflow/tfjs-node/dist/${spec}.js`);
await run(engineVersion());
