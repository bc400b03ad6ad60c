// Packs every public package as it would be published.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, privateFolder, publicPackages, readJson, toolEnvironment } from '../setup/workspace.mjs';

/** @returns {Map<string, string>} tarball by package name, fresh, in `.skipjack/packs` */
export function packAll() {
  const folder = join(privateFolder(), 'packs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packs = new Map();
  for (const path of publicPackages()) {
    const { name, version } = readJson(join(ROOT, path, 'package.json'));
    const { status, stdout, stderr, error } = spawnSync('pnpm', ['pack', '--pack-destination', folder], {
      cwd: join(ROOT, path),
      env: toolEnvironment(),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0)
      throw new Error(`pnpm pack failed in ${path}: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
    packs.set(name, join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`));
  }
  return packs;
}
