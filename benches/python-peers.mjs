// @ts-check
/** The Python that runs the peers: a virtual environment with what peers-python/requirements.txt pins, made once. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PEERS } from './peers.mjs';

/** Folder of the Python programs. */
export const PROGRAMS = fileURLToPath(new URL('./peers-python', import.meta.url));
const REQUIREMENTS = join(PROGRAMS, 'requirements.txt');

const VERSIONS = `
import importlib.metadata, json, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
`;

/** Names and versions of a requirements file of lines `name==version`. */
export function parseRequirements(text) {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [name, version] = line.split('==');
        if (version === undefined)
          throw new Error(`requirements.txt: ${line} is not pinned; write it as name==version.`);
        return [name, version];
      }),
  );
}

/** What differs from what is wanted, as `torch is 2.14.0, not 2.15.0`; the part behind a + names a build of the same version. */
export function versionDifferences(wanted, found) {
  return Object.entries(wanted)
    .filter(([name, version]) => found[name]?.split('+')[0] !== version)
    .map(([name, version]) =>
      found[name] == null ? `${name} ${version} is missing` : `${name} is ${found[name]}, not ${version}`,
    );
}

function run(what, command, args, stdio) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', stdio });
  if (error)
    throw new Error(`${what} needs ${command}, which did not start (${error.message}); install it first.`);
  if (status !== 0)
    throw new Error(`${what} failed: ${command} ended with code ${status}.\n${(stderr ?? '').slice(-4000)}`);
  return stdout;
}

function expectVersions(python, wanted) {
  const found = JSON.parse(
    run('Looking at the Python packages', python, ['-c', VERSIONS, ...Object.keys(wanted)]),
  );
  const differences = versionDifferences(wanted, found);
  if (differences.length > 0)
    throw new Error(
      `${python}: ${differences.join('; ')}. Run ${python} -m pip install -r ${REQUIREMENTS}, or unset SKIPJACK_BENCH_PYTHON.`,
    );
}

/**
 * The Python of the peers: SKIPJACK_BENCH_PYTHON, or that of the environment in .skipjack/bench/python, made where it is missing.
 *
 * @returns {string} path of the interpreter
 * @throws when Python or a package cannot be had
 */
export function pythonOfPeers() {
  const text = readFileSync(REQUIREMENTS, 'utf8');
  const wanted = parseRequirements(text);
  const given = process.env.SKIPJACK_BENCH_PYTHON;
  if (given) {
    expectVersions(given, wanted);
    return given;
  }
  const folder = join(PEERS, 'python');
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === text) return python;
  console.log('Installing the Python packages to compare with into .skipjack/bench/python (7 GB, once) ...');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(PEERS, { recursive: true });
  run('Making the virtual environment of the peers', 'python3', ['-m', 'venv', folder]);
  run(
    'Installing the Python packages',
    python,
    ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '-q', '-r', REQUIREMENTS],
    'inherit',
  );
  expectVersions(python, wanted);
  writeFileSync(stamp, text);
  return python;
}
