// The five steps of set-up. Each looks first whether its work is done, and says in one line what it found or did.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hasPackage, installFolder } from './npm-folder.mjs';
import { removeStaleOutput } from './stale-output.mjs';
import { StepError, tail } from './run-logged.mjs';
import { pnpmVersion, privateFolder, readJson, workspaceFolders } from './workspace.mjs';

const LOWEST_NODE = [20, 19];
const CLI = join('packages', 'skipjack', 'bin', 'skipjack.js');
const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

const packagesMark = (root) => join(root, 'node_modules', '.skipjack-packages');

/** @param {string} version of Node, for example `20.20.2` */
export function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > LOWEST_NODE[0] || (major === LOWEST_NODE[0] && minor >= LOWEST_NODE[1])) return;
  throw new StepError({
    message: `This is Node ${version}; Skipjack needs Node ${LOWEST_NODE.join('.')} or later.`,
    advice: 'Install a current Node.js, with nvm or fnm for example: `nvm install 22`.',
  });
}

async function checkPython(env) {
  const script =
    'import sys, importlib.util as u; print(sys.version.split()[0], int(bool(u.find_spec("pip"))), int(bool(u.find_spec("tensorflow"))))';
  let found;
  try {
    found = (await promisify(execFile)(PYTHON, ['-c', script], { env, timeout: 30_000 })).stdout
      .trim()
      .split(' ');
  } catch (error) {
    throw new StepError({
      message: `Python 3 was not found (\`${PYTHON}\`: ${error.code === 'ENOENT' ? 'no such command' : tail(String(error.message), 1)}); its pip downloads the TensorFlow library.`,
      advice:
        'Install it (Debian or Ubuntu: `sudo apt-get install python3-pip`), or name a libtensorflow that you have in SKIPJACK_TENSORFLOW.',
    });
  }
  const [version, pip, tensorflow] = found;
  if (pip !== '1' && tensorflow !== '1')
    throw new StepError({
      message: `Python ${version} has no pip, which downloads the TensorFlow library.`,
      advice:
        'Install it (Debian or Ubuntu: `sudo apt-get install python3-pip`; elsewhere: `python3 -m ensurepip`), or name a libtensorflow that you have in SKIPJACK_TENSORFLOW.',
    });
  return `Python ${version} with ${pip === '1' ? 'pip' : 'tensorflow'}`;
}

/** Everything that decides what `pnpm install` makes. */
export const packagesFingerprint = (root) => {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  for (const folder of workspaceFolders(root)) files.push(join(folder, 'package.json'));
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

const packagesAreThere = (root) => {
  try {
    if (readFileSync(packagesMark(root), 'utf8') !== packagesFingerprint(root)) return false;
  } catch {
    return false;
  }
  const modules = ['.', ...workspaceFolders(root)].filter((folder) => {
    const { dependencies, devDependencies } = readJson(join(root, folder, 'package.json'));
    return Object.keys({ ...dependencies, ...devDependencies }).length > 0;
  });
  return modules.every((folder) => existsSync(join(root, folder, 'node_modules')));
};

/**
 * Names and work of the steps, in their order. `run(command, args)` runs a command of this step with its log and
 * resolves to its output. `mayFail` marks a step without which some of the tests still have something to say.
 * @type {ReadonlyArray<{ name: string, mayFail?: boolean, work(context: { root: string, env: NodeJS.ProcessEnv,
 *   run(command: string, args: string[]): Promise<string> }): Promise<string> }>} the promise's text says what is there now
 */
export const STEPS = [
  {
    name: 'machine',
    async work({ env }) {
      checkNode(process.versions.node);
      const node = `Node ${process.versions.node}`;
      if (env.SKIPJACK_TENSORFLOW) return node;
      try {
        return `${node}, ${await checkPython(env)}`;
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        // Perhaps a library is there; whether one is, the engine's step can find out, when everything is built.
        return `${node}; no Python with pip, needed only where no TensorFlow library is found`;
      }
    },
  },
  {
    name: 'pnpm',
    async work({ root, run }) {
      const version = pnpmVersion(root);
      const folder = join(privateFolder(root), 'pnpm');
      if (hasPackage({ folder, name: 'pnpm', version })) return `${version}, ready`;
      await installFolder({ folder, name: 'pnpm', version, run: (args) => run('npm', args) });
      return `${version}, installed for this checkout only`;
    },
  },
  {
    name: 'packages',
    async work({ root, run }) {
      if (packagesAreThere(root)) return 'up to date';
      rmSync(packagesMark(root), { force: true });
      await run('pnpm', [
        'install',
        '--frozen-lockfile',
        '--prefer-offline',
        '--config.confirm-modules-purge=false',
        '--reporter=append-only',
      ]);
      mkdirSync(dirname(packagesMark(root)), { recursive: true });
      writeFileSync(packagesMark(root), packagesFingerprint(root));
      return 'installed';
    },
  },
  {
    name: 'build',
    mayFail: true,
    async work({ root, run }) {
      const output = await run('turbo', ['run', 'build', '--output-logs=errors-only', '--ui=stream']);
      removeStaleOutput(root);
      const [, cached, total] = /Cached:\s*(\d+) cached, (\d+) total/.exec(output) ?? [];
      return total === undefined
        ? 'done'
        : `${total} packages, ${cached === total ? 'nothing changed' : `${total - cached} built`}`;
    },
  },
  {
    name: 'engine',
    mayFail: true,
    async work({ root, env, run }) {
      const engine = (...args) => run(process.execPath, [join(root, CLI), 'engine', ...args]);
      try {
        return `found in ${tail(await engine('path'), 1)}`;
      } catch (error) {
        // A place that was named wins over everything that could be installed, also when nothing is there.
        if (!(error instanceof StepError) || env.SKIPJACK_TENSORFLOW) throw error;
      }
      await checkPython(env);
      return tail(await engine('install'), 1);
    },
  },
];
