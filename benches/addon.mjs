// @ts-check
/**
 * Compiles tfjs-node's own add-on, from the C++ sources in its package, against the TensorFlow library that our engine
 * loads: both sides of a benchmark then differ in everything but TensorFlow.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { findLibrary } from '@skipjack/tensorflow';
import { PEERS } from './peers.mjs';

const PACKAGE = join(PEERS, 'node_modules/@tensorflow/tfjs-node');
const NODE_HEADERS = join(PEERS, 'node_modules/node-api-headers/include');
/** The newest N-API that tfjs-node 4.22 lists: its loader looks in this folder on every Node since 12. */
const NAPI = 8;
const ADDON = join(PACKAGE, `lib/napi-v${NAPI}/tfjs_binding.node`);
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(PACKAGE, 'binding', file));
/** Whose headers are used. They declare the C API, which is the same on every platform. */
const WHEEL = {
  version: '2.21.0',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  python: '3.11',
  platform: 'manylinux_2_27_x86_64',
};
/** What the sources include, of the 290 MB of headers in the wheel. */
const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/'];

const UNPACK = `
import sys, zipfile
wheel, out, *wanted = sys.argv[1:]
root = 'tensorflow/include/'
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.endswith('.h') and name.startswith(tuple(root + start for start in wanted)):
            archive.extract(name, out)
`;

function run(what, command, parameters) {
  const { status, error, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (error)
    throw new Error(`${what} needs ${command}, which did not start (${error.message}); install it first.`);
  if (status !== 0)
    throw new Error(`${what} failed: ${command} ended with code ${status}.\n${stderr.slice(0, 4000)}`);
}

/** TensorFlow's C headers: beside the library where Python installed it, else out of a wheel, as pip fetches it. */
function tensorflowHeaders(library) {
  const beside = join(library.folder, 'include');
  if (existsSync(join(beside, 'tensorflow/c/c_api.h'))) return beside;
  const out = join(PEERS, `headers-${WHEEL.version}`);
  const include = join(out, 'tensorflow/include');
  if (existsSync(include)) return include;
  console.log(`Fetching TensorFlow ${WHEEL.version}'s C headers out of its wheel (274 MB, once) ...`);
  const work = mkdtempSync(join(PEERS, 'wheel-'));
  try {
    const requirements = join(work, 'requirements.txt');
    writeFileSync(requirements, `tensorflow-cpu==${WHEEL.version} --hash=sha256:${WHEEL.sha256}\n`);
    run("Fetching TensorFlow's headers", 'python3', [
      ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-input'],
      ...['--disable-pip-version-check', '--progress-bar', 'off', '--require-hashes'],
      ...['--python-version', WHEEL.python, '--platform', WHEEL.platform],
      ...['--dest', work, '--requirement', requirements],
    ]);
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    const unpacked = join(work, 'headers');
    run("Unpacking TensorFlow's headers", 'python3', ['-c', UNPACK, join(work, wheel), unpacked, ...HEADERS]);
    renameSync(unpacked, out);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return include;
}

/**
 * Compiles the add-on into tfjs-node's package, once for each library.
 * @throws when there is no compiler, or a step of it fails
 */
export function buildAddon() {
  if (process.platform !== 'linux')
    throw new Error(
      `The benchmark compiles tfjs-node's add-on on Linux only, and this is ${process.platform}; run it there.`,
    );
  const library = findLibrary();
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const { size, mtimeMs } = statSync(library.file);
  const compiler = process.env.CXX ?? 'g++';
  const wanted = JSON.stringify({
    version,
    library: library.file,
    size,
    mtimeMs,
    compiler,
    NAPI,
    headers: WHEEL.version,
  });
  const stamp = join(PEERS, 'addon.json');
  if (existsSync(ADDON) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const include = tensorflowHeaders(library);
  console.log(`Compiling tfjs-node's add-on against ${library.file} (about 10 s, once) ...`);
  mkdirSync(dirname(ADDON), { recursive: true });
  const unfinished = `${ADDON}.${process.pid}`;
  // node-gyp's flags of a release build.
  run("Compiling tfjs-node's add-on", compiler, [
    ...['-shared', '-fPIC', '-pthread', '-O3', '-std=gnu++17', '-fno-exceptions', '-fno-rtti', '-w'],
    `-DNAPI_VERSION=${NAPI}`,
    ...[PACKAGE, include, NODE_HEADERS].map((folder) => `-I${folder}`),
    ...SOURCES,
    library.file,
    join(library.folder, 'libtensorflow_framework.so.2'),
    `-Wl,-rpath,${library.folder}`,
    ...['-o', unfinished],
  ]);
  renameSync(unfinished, ADDON);
  writeFileSync(stamp, wanted);
}
