import { expect, test } from 'vitest';
import { faultyFileSystem } from '../../test/faulty-file-system.ts';
import { MemoryFileSystem } from '../../test/memory-file-system.ts';
import { sampleState } from '../../test/sample-state.ts';
import type { FileSystem } from '../files/file-system.ts';
import { checkpointBytes, checkpointFolder } from './checkpoint-folder.ts';
import type { CheckpointFolder, CheckpointNotice } from './checkpoint-folder.ts';
import { readCheckpoint } from './read-checkpoint.ts';

interface Sample {
  readonly fs: MemoryFileSystem;
  readonly store: CheckpointFolder;
  readonly skipped: CheckpointNotice[];
  readonly leftOver: CheckpointNotice[];
}

function sample(options: { keep?: number; disk?: (fs: MemoryFileSystem) => FileSystem } = {}): Sample {
  const fs = new MemoryFileSystem();
  const [skipped, leftOver]: [CheckpointNotice[], CheckpointNotice[]] = [[], []];
  const store = checkpointFolder({
    folder: '/runs/a/checkpoints',
    keep: options.keep ?? 2,
    fs: options.disk?.(fs) ?? fs,
    onSkipped: (notice) => skipped.push(notice),
    onLeftOver: (notice) => leftOver.push(notice),
  });
  return { fs, store, skipped, leftOver };
}

const names = async ({ fs }: Sample) => (await fs.readdir('/runs/a/checkpoints')).sort();

async function damage({ fs }: Sample, name: string, file = 'weights.safetensors'): Promise<void> {
  const { bytes } = fs.file(`/runs/a/checkpoints/${name}/${file}`);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
}

test('a state comes back as it was, the record to the bit', async () => {
  const { store, skipped } = sample();
  expect(await store.load('last')).toBeUndefined();
  await store.save(sampleState(12), 'last');
  const loaded = await store.load('last');
  expect(loaded?.step).toBe(12);
  expect(loaded?.record).toStrictEqual(sampleState(12).record);
  expect(new Map(loaded?.tensors)).toEqual(new Map(sampleState(12).tensors));
  expect(await store.load('best')).toBeUndefined();
  expect(skipped).toEqual([]);
});

test('a state without tensors and one with an empty tensor come back', async () => {
  const { store } = sample();
  const empty = { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) } as const;
  for (const tensors of [new Map(), new Map([['model/none', empty]])]) {
    await store.save({ step: 0, tensors, record: {} }, 'last');
    expect(await store.load('last')).toEqual({ step: 0, tensors, record: {} });
  }
});

test('the newest are kept and the best one besides, which a better one replaces', async () => {
  const given = sample({ keep: 3 });
  for (const step of [1, 2, 3, 4, 5]) await given.store.save(sampleState(step), 'last');
  await given.store.save(sampleState(3), 'best');
  await given.store.save(sampleState(4), 'best');
  expect(await names(given)).toEqual([
    'best-step-00000004',
    'step-00000003',
    'step-00000004',
    'step-00000005',
  ]);
  expect((await given.store.load('last'))?.step).toBe(5);
  expect((await given.store.load('best'))?.step).toBe(4);
  expect((await given.store.list('last')).map(({ step }) => step)).toEqual([5, 4, 3]);
  expect(given.leftOver).toEqual([]);
});

test('steps are ordered as numbers, beyond eight digits too', async () => {
  const { store } = sample();
  for (const step of [99_999_998, 99_999_999, 100_000_000]) await store.save(sampleState(step), 'last');
  expect((await store.load('last'))?.step).toBe(100_000_000);
});

test('a training that went back wins over what it had saved before, and two are kept all the while', async () => {
  const given = sample();
  for (const step of [10, 20, 15, 20]) await given.store.save(sampleState(step), 'last');
  expect(await names(given)).toEqual(['step-00000015.1', 'step-00000020.1']);
  await given.store.save(sampleState(20), 'last');
  expect(await names(given)).toEqual(['step-00000020.1', 'step-00000020.2']);
  await given.store.save(sampleState(30), 'last');
  expect((await given.store.load('last'))?.step).toBe(30);
});

test('damaged ones are passed over with a report, and do not count among those that are kept', async () => {
  const given = sample();
  for (const step of [1, 2]) await given.store.save(sampleState(step), 'last');
  await damage(given, 'step-00000002');
  const again = checkpointFolder({ ...given.store, fs: given.fs, onSkipped: (x) => given.skipped.push(x) });
  expect((await again.load('last'))?.step).toBe(1);
  expect(given.skipped).toEqual([
    {
      path: '/runs/a/checkpoints/step-00000002',
      reason: 'weights.safetensors is damaged: its SHA-256 is not the one in MANIFEST.json',
    },
  ]);
  await again.save(sampleState(3), 'last');
  expect(await names(given)).toEqual(['step-00000001', 'step-00000002', 'step-00000003']);
  await again.save(sampleState(4), 'last');
  expect(await names(given)).toEqual(['step-00000003', 'step-00000004']);
});

test('a process that has not loaded looks at older ones before it removes any', async () => {
  const given = sample();
  for (const step of [1, 2]) await given.store.save(sampleState(step), 'last');
  await damage(given, 'step-00000002');
  const again = checkpointFolder({ folder: given.store.folder, fs: given.fs });
  await again.save(sampleState(3), 'last');
  expect(await names(given)).toEqual(['step-00000001', 'step-00000002', 'step-00000003']);
});

test('what a killed process left half done is removed, other folders stay', async () => {
  const given = sample();
  await given.store.save(sampleState(1), 'last');
  await given.fs.rename(
    `${given.store.folder}/step-00000001`,
    `${given.store.folder}/step-00000001.tmp-77-00ffaa11`,
  );
  await given.fs.mkdir(`${given.store.folder}/step-old`);
  expect(await given.store.load('last')).toBeUndefined();
  await given.store.save(sampleState(2), 'last');
  expect(await names(given)).toEqual(['step-00000002', 'step-old']);
});

test('other bytes on the disk than were written fail the save and keep the older ones', async () => {
  let flips = false;
  const given = sample({
    disk: (fs) =>
      faultyFileSystem(fs, {
        before: (operation, path) => {
          if (!flips || operation !== 'rename' || path.includes('00000001')) return;
          const { bytes } = fs.file(`${path}/optimizer.safetensors`);
          bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 4;
        },
      }),
  });
  await given.store.save(sampleState(1), 'last');
  await given.store.save(sampleState(2), 'last');
  flips = true;
  await expect(given.store.save(sampleState(3), 'last')).rejects.toThrow(
    /step-00000003 cannot be used: optimizer\.safetensors reads back otherwise/,
  );
  expect(await names(given)).toEqual(['step-00000001', 'step-00000002']);
});

test('room is looked for before anything is written, and the error says how much', async () => {
  const bytes = checkpointBytes(sampleState(1, 100_000));
  const room = (space: number) => sample({ disk: (fs) => faultyFileSystem(fs, { space, tellsSpace: true }) });
  await expect(room(bytes).store.save(sampleState(1, 100_000), 'last')).rejects.toThrow(
    '/runs/a/checkpoints has 1.2 MB free, and the checkpoint of step 1 wants 1.3 MB',
  );
  await expect(room(1e6).store.expectRoom(4e9)).rejects.toMatchObject({
    code: 'ENOSPC',
    message:
      '/runs/a/checkpoints has 1.0 MB free, and a training with two checkpoints wants 8000.1 MB; free some space, or choose a folder on another disk.',
  });
  const enough = room(2 * bytes + 70_000);
  await enough.store.expectRoom(bytes);
  await enough.store.save(sampleState(1, 100_000), 'last');
  expect((await enough.store.load('last'))?.step).toBe(1);
});

test('a disk that does not tell its room is written to', async () => {
  const given = sample({
    disk: (fs) =>
      faultyFileSystem(fs, { fails: (operation) => (operation === 'statfs' ? 'ENOSYS' : undefined) }),
  });
  await given.store.expectRoom(1e15);
  await given.store.save(sampleState(1), 'last');
  expect((await given.store.load('last'))?.step).toBe(1);
});

test('what the system refuses for now is no damage: nothing older is taken instead', async () => {
  for (const code of ['EACCES', 'EMFILE', 'ENOMEM']) {
    const given = sample({
      disk: (fs) =>
        faultyFileSystem(fs, {
          fails: (operation, path) =>
            operation === 'open' && path.endsWith('00000002/weights.safetensors') ? code : undefined,
        }),
    });
    const writer = checkpointFolder({ folder: given.store.folder, fs: given.fs });
    for (const step of [1, 2]) await writer.save(sampleState(step), 'last');
    await expect(given.store.load('last')).rejects.toMatchObject({ name: 'RunFolderError', code });
  }
});

test('what could not be removed is told, and the save counts', async () => {
  const given = sample({
    disk: (fs) =>
      faultyFileSystem(fs, { fails: (operation) => (operation === 'unlink' ? 'EACCES' : undefined) }),
  });
  for (const step of [1, 2, 3]) await given.store.save(sampleState(step), 'last');
  expect(given.leftOver).toEqual([{ path: '/runs/a/checkpoints/step-00000001', reason: 'EACCES: injected' }]);
  expect((await given.store.load('last'))?.step).toBe(3);
});

test('a state that cannot be kept is refused before anything is touched', async () => {
  const given = sample();
  await given.store.save(sampleState(1), 'last');
  const bad = { ...sampleState(2), record: { best: { loss: Number.NaN } } };
  await expect(given.store.save(bad, 'last')).rejects.toThrow(/state\.record\.best\.loss is NaN/);
  expect(await names(given)).toEqual(['step-00000001']);
});

test('one checkpoint is read by its folder, and an error says what is wrong with it', async () => {
  const given = sample();
  await given.store.save(sampleState(1), 'last');
  const path = '/runs/a/checkpoints/step-00000001';
  expect((await readCheckpoint({ path, fs: given.fs })).step).toBe(1);
  await damage(given, 'step-00000001', 'state.json');
  await expect(readCheckpoint({ path, fs: given.fs })).rejects.toThrow(
    `The checkpoint ${path} cannot be used: state.json is damaged: its SHA-256 is not the one in MANIFEST.json; use an older one, or remove this one.`,
  );
});

test.each([0, 1, 1.5, Number.NaN])('keep of %d is refused', (keep) => {
  expect(() => checkpointFolder({ folder: '/a', keep })).toThrow(/keep is .*; give a whole number from 2/);
});

test('a save that is begun during another one waits for it, also where that one fails', async () => {
  for (const code of [undefined, 'EIO']) {
    let second: Promise<void> | undefined;
    const given: Sample = sample({
      disk: (fs) =>
        faultyFileSystem(fs, {
          fails: (operation, path) => {
            if (operation !== 'open' || !path.includes('.tmp-') || second !== undefined) return undefined;
            second = given.store.save(sampleState(1), 'best');
            return code;
          },
        }),
    });
    const [first] = await Promise.allSettled([given.store.save(sampleState(1), 'last')]);
    await second;
    expect(first.status).toBe(code === undefined ? 'fulfilled' : 'rejected');
    expect(await names(given)).toEqual([
      'best-step-00000001',
      ...(code === undefined ? ['step-00000001'] : []),
    ]);
  }
});
