import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleState } from '../../test/sample-state.ts';
import { checkpointFolder } from '../checkpoints/checkpoint-folder.ts';
import { nodeFileSystem } from './file-system.ts';
import { removeFolder } from './folders.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'skipjack-folders-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('of a link to a folder, the link is removed, and nothing of what it leads to', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'kept'));
  writeFileSync(join(root, 'kept', 'file'), 'mine');
  symlinkSync(join(root, 'kept'), join(root, 'link'), 'junction');
  await removeFolder(nodeFileSystem, join(root, 'link'));
  expect([readdirSync(root), readdirSync(join(root, 'kept'))]).toEqual([['kept'], ['file']]);
});

test('a checkpoint that has been moved to another disk, with a link in its place, stays there when it is superseded', async () => {
  const root = temporaryFolder();
  const [folder, archive] = [join(root, 'checkpoints'), join(root, 'archive')];
  mkdirSync(folder);
  mkdirSync(archive);
  writeFileSync(join(archive, 'weights.safetensors'), 'mine');
  symlinkSync(archive, join(folder, 'best-step-00000001'), 'junction');
  symlinkSync(archive, join(folder, 'step-00000001.tmp-1-abcdef01'), 'junction');
  await checkpointFolder({ folder }).save(sampleState(2), 'best');
  expect(readdirSync(folder)).toEqual(['best-step-00000002']);
  expect(existsSync(join(archive, 'weights.safetensors'))).toBe(true);
});
