import { expect, test } from 'vitest';
import { faultyFileSystem } from '../../test/faulty-file-system.ts';
import type { Faults } from '../../test/faulty-file-system.ts';
import { copyOf, MemoryFileSystem } from '../../test/memory-file-system.ts';
import type { MemoryFolder } from '../../test/memory-file-system.ts';
import { sampleState } from '../../test/sample-state.ts';
import { checkpointBytes, checkpointFolder } from './checkpoint-folder.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { RunFolderError } from '../files/run-folder-error.ts';

const FOLDER = '/run/checkpoints';
const CODES = ['EIO', 'ENOSPC', 'EACCES', 'EDQUOT', 'EMFILE', 'EXDEV'];

/** A disk on which steps 1 and 2 are saved. */
async function diskOfTwo(): Promise<MemoryFolder> {
  const fs = new MemoryFileSystem();
  const store = checkpointFolder({ folder: FOLDER, fs });
  for (const step of [1, 2]) await store.save(sampleState(step), 'last');
  return fs.root;
}

/** Saves step 3 on a faulty disk, and looks at what is left with a sound one. */
async function saveOn(start: MemoryFolder, faults: Faults, values = 3) {
  const memory = new MemoryFileSystem(copyOf(start));
  const fs = faultyFileSystem(memory, faults);
  const quiet = { onSkipped: () => undefined, onLeftOver: () => undefined };
  const error = await checkpointFolder({ folder: FOLDER, fs, ...quiet })
    .save(sampleState(3, values), 'last')
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  const skipped: string[] = [];
  const sound = checkpointFolder({ folder: FOLDER, fs: memory, onSkipped: ({ path }) => skipped.push(path) });
  const step = (await sound.load('last'))?.step;
  // The next save finds a way, and clears up.
  await sound.save(sampleState(9), 'last');
  const names = await memory.readdir(FOLDER);
  return { error, step, skipped, names, operations: fs.log.length };
}

test('each operation failing with each error: the save fails loudly or counts, and nothing is lost', async () => {
  const start = await diskOfTwo();
  const { operations, step } = await saveOn(start, {});
  expect(step).toBe(3);
  expect(operations).toBeGreaterThan(40);
  for (const code of CODES)
    for (let at = 0; at < operations; at += 1) {
      const outcome = await saveOn(start, { fails: (_o, _p, index) => (index === at ? code : undefined) });
      if (outcome.error === undefined) expect(outcome.step).toBe(3);
      else {
        expect(outcome.error).toBeInstanceOf(RunFolderError);
        expect(outcome.error).toMatchObject({ code });
        expect([2, 3]).toContain(outcome.step);
      }
      expect(outcome.skipped).toEqual([]);
      expect(outcome.names.filter((name) => name.includes('tmp'))).toEqual([]);
    }
});

test('everything failing from some operation on: what was saved before is still there', async () => {
  const start = await diskOfTwo();
  const { operations } = await saveOn(start, {});
  for (const code of CODES)
    for (let at = 0; at < operations; at += 1) {
      const outcome = await saveOn(start, { fails: (_o, _p, index) => (index >= at ? code : undefined) });
      expect(outcome.error === undefined ? [3] : [2, 3]).toContain(outcome.step);
      expect(outcome.skipped).toEqual([]);
    }
});

test('a disk that is full after every 4 KiB, whether it tells beforehand or not', async () => {
  const start = await diskOfTwo();
  const values = 8000;
  const bytes = checkpointBytes(sampleState(3, values));
  let failures = 0;
  for (const tellsSpace of [false, true])
    for (let space = 0; space <= bytes + 4096; space += 4096) {
      const { error, step, skipped } = await saveOn(start, { space, tellsSpace }, values);
      if (error !== undefined) {
        failures += 1;
        expect(error).toMatchObject({ name: 'RunFolderError', code: 'ENOSPC' });
      }
      expect(step).toBe(error === undefined ? 3 : 2);
      expect(skipped).toEqual([]);
    }
  expect(failures).toBeGreaterThan(20);
});

test.each([1, 2, 7, 100])('writes and reads of at most %d bytes are completed', async (most) => {
  const { error, step } = await saveOn(await diskOfTwo(), { bytesPerWrite: most, bytesPerRead: most });
  expect(error).toBeUndefined();
  expect(step).toBe(3);
});

test('a write that takes nothing is a full disk and no endless loop', async () => {
  const { error, step } = await saveOn(await diskOfTwo(), { bytesPerWrite: 0 });
  expect(error).toMatchObject({ code: 'ENOSPC' });
  expect(step).toBe(2);
});

test('a disk that stores something else is noticed when it is read back', async () => {
  const start = await diskOfTwo();
  const memory = new MemoryFileSystem(copyOf(start));
  const fs = faultyFileSystem(memory, {
    before: (operation, path) => {
      if (operation !== 'rename' || path.includes('step-00000001')) return;
      const file = memory.file(`${path}/weights.safetensors`);
      file.bytes = file.bytes.map((byte, index) => (index === 100 ? byte ^ 8 : byte));
    },
  });
  const store = checkpointFolder({ folder: FOLDER, fs });
  await expect(store.save(sampleState(3), 'last')).rejects.toThrow(CheckpointError);
  expect((await store.load('last'))?.step).toBe(2);
});
