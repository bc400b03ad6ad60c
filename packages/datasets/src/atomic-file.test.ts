import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeAll, writeFileAtomically } from './atomic-file.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-atomic-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a file is written into a new folder and leaves no part behind', async () => {
  const folder = join(await temporaryFolder(), 'a', 'b');
  await writeFileAtomically({ file: join(folder, 'file'), bytes: Uint8Array.of(1, 2, 3) });
  expect([...(await readFile(join(folder, 'file')))]).toEqual([1, 2, 3]);
  expect(await readdir(folder)).toEqual(['file']);
});

test('a part of a dead process is removed after a day, a fresh one is left alone', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file.old.part'), '');
  await utimes(join(folder, 'file.old.part'), 0, 0);
  await writeFile(join(folder, 'file.new.part'), '');
  await writeFileAtomically({ file: join(folder, 'file'), bytes: Uint8Array.of(1) });
  expect((await readdir(folder)).sort()).toEqual(['file', 'file.new.part']);
});

test('a place that cannot be written is named with the remedy, and no part remains', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'occupied'), '');
  await expect(
    writeFileAtomically({ file: join(folder, 'occupied', 'file'), bytes: new Uint8Array(10) }),
  ).rejects.toThrow(/occupied\/file cannot be written \(E.*\); free 1 MB there, or choose a writable folder/);
  expect(await readdir(folder)).toEqual(['occupied']);
});

test('a place where the system makes no folders', async () => {
  await expect(
    writeFileAtomically({ file: '/proc/nothing/file', bytes: new Uint8Array(10) }),
  ).rejects.toThrow(/^\/proc\/nothing\/file cannot be written \(ENOENT/);
});

test('a failed rename removes the part', async () => {
  const folder = await temporaryFolder();
  await writeFileAtomically({ file: join(folder, 'taken', 'inside'), bytes: Uint8Array.of(1) });
  await expect(
    writeFileAtomically({ file: join(folder, 'taken'), bytes: Uint8Array.of(1) }),
  ).rejects.toMatchObject({ name: 'DataError', file: join(folder, 'taken') });
  expect(await readdir(folder)).toEqual(['taken']);
});

test('short writes are continued, and a full disk ends them', async () => {
  const written: number[] = [];
  let room = 5;
  const handle = {
    write: async (bytes: Uint8Array, offset: number, length: number) => {
      const taken = Math.min(length, 2, room);
      written.push(...bytes.subarray(offset, offset + taken));
      room -= taken;
      return { bytesWritten: taken, buffer: bytes };
    },
  } as Parameters<typeof writeAll>[0];
  await writeAll(handle, Uint8Array.of(1, 2, 3, 4, 5));
  expect(written).toEqual([1, 2, 3, 4, 5]);
  await expect(writeAll(handle, Uint8Array.of(6))).rejects.toThrow('the system took no more bytes');
});
