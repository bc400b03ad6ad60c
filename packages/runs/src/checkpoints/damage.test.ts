import { expect, test } from 'vitest';
import { copyOf, MemoryFileSystem } from '../../test/memory-file-system.ts';
import type { MemoryFolder } from '../../test/memory-file-system.ts';
import { sampleState } from '../../test/sample-state.ts';
import { faultyFileSystem } from '../../test/faulty-file-system.ts';
import { checkpointFolder, checkpointFolderWith } from './checkpoint-folder.ts';
import { MANIFEST, STATE_FILES } from './manifest.ts';
import { ALL_CHECKS } from './read-checkpoint.ts';
import type { Checks } from './read-checkpoint.ts';

const FOLDER = '/checkpoints';
const NEWEST = `${FOLDER}/step-00000002`;
const FILES = [...STATE_FILES, MANIFEST];

/** A disk with the checkpoints of steps 1 and 2. */
async function diskOfTwo(): Promise<MemoryFolder> {
  const fs = new MemoryFileSystem();
  const store = checkpointFolder({ folder: FOLDER, fs });
  for (const step of [1, 2]) await store.save(sampleState(step), 'last');
  return fs.root;
}

/** The step that is loaded from a disk, and how many checkpoints were reported as passed over. */
async function loadedStep(disk: MemoryFolder, checks: Checks = ALL_CHECKS): Promise<string> {
  let skipped = 0;
  const fs = new MemoryFileSystem(disk);
  const store = checkpointFolderWith({ folder: FOLDER, fs, onSkipped: () => (skipped += 1) }, checks);
  const state = await store.load('last');
  return `step ${state?.step}, ${skipped} skipped`;
}

/** What is loaded from disks on each of which one file of the newest checkpoint is changed, and how often. */
async function outcomes(
  variants: (bytes: Uint8Array) => Iterable<Uint8Array>,
  files: readonly string[],
  checks?: Checks,
): Promise<Record<string, number>> {
  const disk = await diskOfTwo();
  const fs = new MemoryFileSystem(disk);
  const counts: Record<string, number> = {};
  for (const name of files) {
    const file = fs.file(`${NEWEST}/${name}`);
    const whole = file.bytes;
    for (const variant of variants(whole)) {
      file.bytes = variant;
      const outcome = await loadedStep(disk, checks);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    file.bytes = whole;
  }
  expect(await loadedStep(disk)).toBe('step 2, 0 skipped');
  return counts;
}

function* flipped(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const variant = Uint8Array.from(bytes);
    variant[bit >> 3] = (variant[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield variant;
  }
}

function* truncated(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length += 1) yield bytes.subarray(0, length);
}

function* lengthened(bytes: Uint8Array): Generator<Uint8Array> {
  for (const more of [[0], [0x20], [0x0a], [0x7d, 0x0a]]) yield Uint8Array.from([...bytes, ...more]);
}

async function sizeOfAll(): Promise<number> {
  const fs = new MemoryFileSystem(await diskOfTwo());
  return FILES.reduce((sum, name) => sum + fs.file(`${NEWEST}/${name}`).bytes.length, 0);
}

test('every single flipped bit of a checkpoint is noticed, and the one before it taken', async () => {
  const counts = await outcomes(flipped, FILES);
  expect(counts).toEqual({ 'step 1, 1 skipped': (await sizeOfAll()) * 8 });
});

test('without the SHA-256, flipped bits pass: the test above can fail', async () => {
  const counts = await outcomes(flipped, ['weights.safetensors'], { ...ALL_CHECKS, sha256: false });
  expect(counts['step 2, 0 skipped']).toBeGreaterThan(100);
});

test('every file cut at every length, or lengthened, is noticed', async () => {
  expect(await outcomes(truncated, FILES)).toEqual({ 'step 1, 1 skipped': await sizeOfAll() });
  expect(await outcomes(lengthened, FILES)).toEqual({ 'step 1, 1 skipped': FILES.length * 4 });
});

/** Reads of a file that has grown to a gigabyte, as far as the disk tells. */
async function readsOfHugeFile(checks: Checks): Promise<number> {
  const memory = new MemoryFileSystem(await diskOfTwo());
  const { lstat } = memory;
  memory.lstat = async (path) => {
    const facts = await lstat.call(memory, path);
    return path === `${NEWEST}/weights.safetensors` ? { ...facts, size: 2 ** 20 } : facts;
  };
  const fs = faultyFileSystem(memory, {});
  const store = checkpointFolderWith({ folder: FOLDER, fs, onSkipped: () => undefined }, checks);
  expect((await store.load('last'))?.step).toBe(1);
  return fs.log.filter(
    ({ operation, path }) => operation === 'read' && path === `${NEWEST}/weights.safetensors`,
  ).length;
}

test('a file of another size is not read at all; without the check of sizes it is', async () => {
  expect(await readsOfHugeFile(ALL_CHECKS)).toBe(0);
  expect(await readsOfHugeFile({ ...ALL_CHECKS, size: false })).toBeGreaterThan(0);
});

test('any file of another checkpoint, or none, is noticed', async () => {
  const disk = await diskOfTwo();
  // Every choice of files from the two checkpoints, in the newer one's folder, but for its own four.
  for (let choice = 1; choice < 2 ** FILES.length; choice += 1) {
    const fs = new MemoryFileSystem(copyOf(disk));
    for (const [index, name] of FILES.entries())
      if ((choice >> index) & 1)
        fs.file(`${NEWEST}/${name}`).bytes = fs.file(`${FOLDER}/step-00000001/${name}`).bytes;
    expect(await loadedStep(fs.root)).toBe('step 1, 1 skipped');
  }
  for (const name of FILES) {
    const fs = new MemoryFileSystem(copyOf(disk));
    await fs.unlink(`${NEWEST}/${name}`);
    expect(await loadedStep(fs.root)).toBe('step 1, 1 skipped');
    await fs.mkdir(`${NEWEST}/${name}`);
    expect(await loadedStep(fs.root)).toBe('step 1, 1 skipped');
  }
});

test.each([
  ['step-00000002', 'best-step-00000002'],
  ['step-00000002', 'step-00000003'],
])('a checkpoint %s that was renamed to %s is none', async (from, to) => {
  const fs = new MemoryFileSystem(await diskOfTwo());
  await fs.rename(`${FOLDER}/${from}`, `${FOLDER}/${to}`);
  const skipped: string[] = [];
  const store = checkpointFolder({ folder: FOLDER, fs, onSkipped: ({ reason }) => skipped.push(reason) });
  await store.load(to.startsWith('best') ? 'best' : 'last');
  expect(skipped).toEqual(['MANIFEST.json is of the last one of step 2']);
});

test('a file where a checkpoint should be, and a later version of the format, are passed over with the reason', async () => {
  const fs = new MemoryFileSystem(await diskOfTwo());
  const file = await fs.open(`${FOLDER}/step-00000009`, 'wx');
  await file.close();
  const manifest = fs.file(`${NEWEST}/${MANIFEST}`);
  manifest.bytes = Buffer.from(Buffer.from(manifest.bytes).toString().replace('"version":1', '"version":2'));
  const skipped: string[] = [];
  const store = checkpointFolder({ folder: FOLDER, fs, onSkipped: ({ reason }) => skipped.push(reason) });
  expect((await store.load('last'))?.step).toBe(1);
  expect(skipped).toEqual(['it is no folder', 'it is of version 2 of the format, not 1']);
});
