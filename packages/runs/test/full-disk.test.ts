import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkpointBytes, checkpointFolder } from '../src/checkpoints/checkpoint-folder.ts';
import { nodeFileSystem } from '../src/files/file-system.ts';
import type { FileSystem } from '../src/files/file-system.ts';
import { sampleState } from './sample-state.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SIZE = 1 << 20;
const mount = (folder: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]).status === 0;
const unmount = (folder: string): void => void spawnSync('umount', [folder]);

/** Whether this user may mount a disk: root may, on Linux. */
function mayMount(): boolean {
  const folder = join('/tmp', `skipjack-mount-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const may = process.platform === 'linux' && mount(folder);
  if (may) unmount(folder);
  spawnSync('rmdir', [folder]);
  return may;
}

/** The real disk, which does not tell how much room it has: so that it is written to until it is full. */
const silent: FileSystem = { ...nodeFileSystem, statfs: async () => ({ bsize: 0, blocks: 0, bavail: 0 }) };

/** What is left after a save of step 3 on a disk of 1 MiB that has room for `free` bytes after steps 1 and 2. */
async function saveWith(fs: FileSystem, disk: string, free: number) {
  const folder = join(disk, 'checkpoints');
  const store = checkpointFolder({ folder, fs, onLeftOver: () => undefined });
  for (const step of [1, 2]) await store.save(sampleState(step, 8000), 'last');
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, new Uint8Array(Math.max(0, (await room(disk)) - free)));
  const error = await store.save(sampleState(3, 8000), 'last').catch((reason: unknown) => reason);
  const step = (await store.load('last'))?.step;
  const names = await readdir(folder);
  await rm(ballast);
  await store.save(sampleState(4, 8000), 'last');
  const later = (await store.load('last'))?.step;
  await rm(folder, { recursive: true });
  return { error, step, names, later };
}

async function room(folder: string): Promise<number> {
  const { bavail, bsize } = await nodeFileSystem.statfs(folder);
  return bavail * bsize;
}

test.runIf(mayMount())('a real disk that is full after every 4 KiB of a save', async () => {
  const disk = temporaryFolder();
  expect(mount(disk)).toBe(true);
  onTestFinished(() => unmount(disk));
  const bytes = checkpointBytes(sampleState(3, 8000));
  let failures = 0;
  for (const fs of [silent, nodeFileSystem])
    for (let free = 0; free <= bytes + 40_000; free += 4096) {
      const { error, step, names, later } = await saveWith(fs, disk, free);
      if (error !== undefined) {
        failures += 1;
        expect(error).toMatchObject({ name: 'RunFolderError', code: 'ENOSPC' });
      }
      expect(step).toBe(error === undefined ? 3 : 2);
      expect(names.filter((name) => name.includes('.tmp-'))).toEqual([]);
      expect(later).toBe(4);
    }
  expect(failures).toBeGreaterThan(40);
});
