// Where things are in this checkout, and the environment that its tools run in.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Everything that set-up keeps for itself: its own pnpm, logs, the lock, other Node versions. Safe to delete. */
export const privateFolder = (root = ROOT) => join(root, '.skipjack');

/** @returns {any} the parsed JSON file */
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The pnpm version that package.json's `packageManager` pins. */
export const pnpmVersion = (root = ROOT) => {
  const pinned = /^pnpm@(\d+\.\d+\.\d+)/.exec(readJson(join(root, 'package.json')).packageManager ?? '');
  if (pinned === null)
    throw new Error('package.json names no packageManager "pnpm@<version>"; restore that line.');
  return pinned[1];
};

/** Folder of each workspace package, relative to the root: `packages/blocks`, `examples/x`, `benches`, `tools/compiled-sources`. */
export const workspaceFolders = (root = ROOT) => {
  const children = (folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => `${folder}/${entry.name}`)
      : [];
  return [...children('packages'), ...children('examples'), 'benches', 'tools/compiled-sources'].filter(
    (folder) => existsSync(join(root, folder, 'package.json')),
  );
};

/** Folders of the packages that are published: `packages/*` without `"private": true`. */
export const publicPackages = (root = ROOT) =>
  workspaceFolders(root).filter(
    (folder) =>
      folder.startsWith('packages/') && readJson(join(root, folder, 'package.json')).private !== true,
  );

/** Folder of pnpm's native program. (The `pnpm` in .bin is a script without a first line that turbo cannot start.) */
const pnpmFolder = (root) => {
  const musl =
    process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  const target = `exe.${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
  return join(privateFolder(root), 'pnpm', 'node_modules', '@pnpm', target);
};

/** Environment of every tool: the private pnpm and local binaries first, no telemetry, a home folder that exists. */
export const toolEnvironment = (root = ROOT) => {
  const env = { ...process.env };
  // Left by an outer `npm run`; an inner npm or pnpm must not believe that it works for that script.
  for (const name of Object.keys(env))
    if (/^npm_(lifecycle|package|command|execpath|node_execpath|config_local_prefix)/.test(name))
      delete env[name];
  env.PATH = [pnpmFolder(root), join(root, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter);
  env.TURBO_TELEMETRY_DISABLED = '1';
  env.DO_NOT_TRACK = '1';
  if (process.stdout.isTTY !== true) {
    env.NO_COLOR = '1';
    delete env.FORCE_COLOR;
  }
  if (!env.HOME && process.platform !== 'win32') env.HOME = userInfo().homedir || privateFolder(root);
  return env;
};
