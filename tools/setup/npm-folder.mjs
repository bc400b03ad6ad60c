// A folder with one package from the registry, made complete or not at all: pnpm itself, or another Node.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readJson } from './workspace.mjs';

/** True when `folder` holds exactly this version of the package. A half-made folder has another name and does not count. */
export const hasPackage = ({ folder, name, version }) => {
  try {
    return readJson(join(folder, 'node_modules', name, 'package.json')).version === version;
  } catch {
    return false;
  }
};

/** A killed npm may still write into its folder: then it stays until the next time, under a name that means nothing. */
const removeQuietly = (folder) => {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EBUSY') throw error;
  }
};

/**
 * Installs one package with npm into a folder beside, then renames it.
 * @param {{ folder: string, name: string, version: string, run: (args: string[]) => Promise<unknown> }} options
 *   `run` runs npm with these arguments
 */
export async function installFolder({ folder, name, version, run }) {
  const parent = dirname(folder);
  const half = `${basename(folder)}.half-`;
  mkdirSync(parent, { recursive: true });
  for (const left of readdirSync(parent)) if (left.startsWith(half)) removeQuietly(join(parent, left));
  const made = join(parent, `${half}${process.pid}`);
  mkdirSync(made);
  writeFileSync(join(made, 'package.json'), '{ "private": true }\n');
  await run([
    'install',
    '--prefix',
    made,
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--ignore-scripts',
    '--save-exact',
    `${name}@${version}`,
  ]);
  if (!hasPackage({ folder: made, name, version }))
    throw new Error(`npm reported success, but ${name} ${version} is not in ${made}.`);
  if (existsSync(folder)) {
    const old = join(parent, `${half}${process.pid}-old`);
    renameSync(folder, old);
    removeQuietly(old);
  }
  renameSync(made, folder);
}
