// An empty project outside the checkout, where nothing of the workspace can help, with packed packages installed by npm.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from '../packages/pack.mjs';
import { ROOT, privateFolder, readJson, toolEnvironment } from '../setup/workspace.mjs';

const folderOf = (name) => join(ROOT, 'packages', name.replace('@skipjack/', ''));

/** The version that the workspace has of an outside package, found from a folder of it through other packages. */
function installedVersion(name, [folder = '.', ...through]) {
  let manifest = join(ROOT, folder, 'package.json');
  for (const link of [...through, name])
    manifest = createRequire(realpathSync(manifest)).resolve(`${link}/package.json`);
  return readJson(manifest).version;
}

/** What the packages need of ours, themselves included: it must come from here too, not from a registry. */
function withDependencies(names, packs) {
  const wanted = new Set(names);
  for (const name of wanted)
    for (const dependency of Object.keys(readJson(join(folderOf(name), 'package.json')).dependencies ?? {}))
      if (packs.has(dependency)) wanted.add(dependency);
  return wanted;
}

/**
 * @returns the project: `install` takes names of ours, and outside ones with the way to their version: a folder of
 *   the workspace, the root by default, and packages between; `run` runs a program in it; `remove` deletes it
 */
export function consumerProject() {
  const folder = mkdtempSync(join(tmpdir(), 'skipjack-consumer-'));
  const packs = packAll();
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  const run = (command, args, { shell = false } = {}) => {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: folder,
      env: toolEnvironment(),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      shell,
      timeout: 600_000,
    });
    const output = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
    return { right: status === 0, output, stdout: stdout ?? '' };
  };
  const install = ({ ours, outside }) => {
    const wanted = withDependencies(ours, packs);
    const versions = Object.entries(outside).map(([name, way]) => `${name}@${installedVersion(name, way)}`);
    const cache = join(privateFolder(), 'npm-cache');
    const flags = ['--prefer-offline', '--cache', cache, '--ignore-scripts', '--no-audit', '--no-fund'];
    const what = [...[...wanted].map((name) => packs.get(name)), ...versions];
    const { right, output } = run('npm', ['install', ...flags, ...what], {
      shell: process.platform === 'win32',
    });
    return { right, output, wanted };
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, packs, run, install, remove };
}
