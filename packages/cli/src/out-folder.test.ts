import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { claimOutFolder } from './out-folder.ts';
import type { OutFolder } from './out-folder.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-out-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const claim = async (workingDirectory: string, out?: string): Promise<OutFolder> =>
  await claimOutFolder({ out, experiment: 'degradation', workingDirectory });

test('without --out, each run gets a folder of its own, even when they start at once', async () => {
  const folder = await temporaryFolder();
  const claims = await Promise.all([claim(folder), claim(folder), claim(folder)]);
  expect(claims.map(({ name }) => name).sort()).toEqual([
    'runs/degradation-1',
    'runs/degradation-2',
    'runs/degradation-3',
  ]);
  expect((await readdir(join(folder, 'runs'))).length).toBe(3);
});

test('--out makes a new folder, or takes an empty one', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'empty'));
  expect((await claim(folder, 'empty')).path).toBe(join(folder, 'empty'));
  expect((await claim(folder, 'a/new/one')).path).toBe(join(folder, 'a/new/one'));
  expect(await readdir(join(folder, 'a/new/one'))).toEqual([]);
});

test('a folder with files in it is refused', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'summary.json'), '{}');
  await expect(claim(folder, '.')).rejects.toThrow(
    'The output folder . already has files in it (summary.json); give --out a new or an empty folder.',
  );
});

test('a folder that cannot be made is refused', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(claim(folder, 'file/inside')).rejects.toThrow(
    /^The output folder file\/inside cannot be made or written to \(ENOTDIR.*\); give --out another folder\.$/,
  );
  await expect(claim(folder, 'file')).rejects.toThrow('The output folder file cannot be made');
});

test('a folder that cannot be written to is refused, and does not stay', async () => {
  // Permissions do not bind root; a path so long that nothing fits behind it binds everybody.
  const folder = await temporaryFolder();
  const out = 'x/'.repeat(Math.floor((4090 - folder.length) / 2)).slice(0, -1);
  await expect(claim(folder, out)).rejects.toThrow(
    /cannot be made or written to \(ENAMETOOLONG.*\); give --out/,
  );
  expect(await readdir(folder)).toEqual([]);
  await expect(claim(folder, '/proc/nothing')).rejects.toThrow(
    /^The output folder \/proc\/nothing cannot be made or written to \(ENOENT/,
  );
});

test('a file named runs is in the way of the default', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'runs'), '');
  await expect(claim(folder)).rejects.toThrow(
    /^The output folder runs\/degradation-1 cannot be made or written to \(ENOTDIR/,
  );
});

test('release removes a folder that was made and is empty, and no other', async () => {
  const folder = await temporaryFolder();
  await (await claim(folder, 'made/deep/down')).release();
  await (await claim(folder)).release();
  await mkdir(join(folder, 'given'));
  await (await claim(folder, 'given')).release();
  const used = await claim(folder, 'used');
  await writeFile(join(used.path, 'report.html'), '');
  await used.release();
  expect((await readdir(folder)).sort()).toEqual(['given', 'used']);
});
