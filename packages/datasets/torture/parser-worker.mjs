// A thread that runs one parser on damaged files: `workerData` is { folder, parser, first, count, seconds, place }. It keeps the number of the file
// that it reads, less the first, in `place`, where whoever started it sees whether it goes on.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const { folder, parser, first, count, seconds, place } = workerData;
const load = (name) => import(pathToFileURL(join(folder, name)).href);

/** Safetensors files have a maker of their own, whose files keep a header that is read. */
async function safetensors() {
  const [{ mutatedFile }, { readSafetensors, SafetensorsError }] = await Promise.all([
    load('weights/test/mutations.mjs'),
    load('weights/src/index.js'),
  ]);
  return {
    isRefusal: (error) => error instanceof SafetensorsError,
    fileOf: mutatedFile,
    parse: (bytes) => readSafetensors(bytes),
  };
}

async function dataset() {
  const [{ FUZZ_PARSERS }, { damagedFile }, { DataError }] = await Promise.all([
    load('test/fuzz-parsers.js'),
    load('test/mutations.js'),
    load('src/data-error.js'),
  ]);
  const { samples, parse } = FUZZ_PARSERS.get(parser);
  return {
    isRefusal: (error) => error instanceof DataError,
    fileOf: (number) => damagedFile(samples, number),
    parse,
  };
}

const [{ fuzzed }, { isRefusal, fileOf, parse }] = await Promise.all([
  load('test/mutations.js'),
  parser === 'safetensors' ? safetensors() : dataset(),
]);
const counter = new Int32Array(place);
const onFile = (number) => Atomics.store(counter, 0, number - first + 1);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has none
parentPort.postMessage(await fuzzed({ fileOf, first, count, parse, isRefusal, onFile, seconds }));
// Threads and timers of libraries do not keep it alive.
process.exit();
