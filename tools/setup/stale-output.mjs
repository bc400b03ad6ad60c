// tsc leaves the output of a source file that was renamed or deleted; a published package must not carry it.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publicPackages } from './workspace.mjs';

/** Deletes files in `packages/NAME/dist` that no source file makes any more. @returns {string[]} what was deleted */
export function removeStaleOutput(root) {
  const removed = [];
  for (const folder of publicPackages(root)) {
    const dist = join(root, folder, 'dist');
    if (!existsSync(dist)) continue;
    for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const made = relative(dist, file).replace(/\.(?:d\.ts|js)(?:\.map)?$/, '.ts');
      if (existsSync(join(root, folder, 'src', made))) continue;
      rmSync(file);
      removed.push(relative(root, file));
    }
  }
  return removed;
}
