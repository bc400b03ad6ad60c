import fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logFolder, SmallDisk } from '../../test/log-folder.ts';
import type { RunFolderError } from '../files/run-folder-error.ts';
import { AppendFile } from './append-file.ts';

const record = (index: number): Buffer => Buffer.from(`record ${index}\n`);
const all = Array.from({ length: 12 }, (_, index) => record(index));
const whole = Buffer.concat(all).toString();

function faulty(disk: SmallDisk) {
  const path = join(logFolder(), 'log');
  const errors: RunFolderError[] = [];
  const onError = (error: RunFolderError): void => void errors.push(error);
  return { path, errors, file: new AppendFile({ path, flags: 'wx', size: 0, onError, disk }) };
}

test('completes short writes', () => {
  const { path, errors, file } = faulty(new SmallDisk(Infinity));
  for (const each of all) file.append(each);
  expect(fs.readFileSync(path, 'utf8')).toBe(whole);
  file.close();
  expect(errors).toEqual([]);
});

test.each(['ENOSPC', 'EIO'])(
  '%s at any byte: only whole records, one report, and all of them once the disk is well',
  (code) => {
    for (let room = 0; room < whole.length; room += 1) {
      const disk = new SmallDisk(room);
      disk.code = code;
      const { path, errors, file } = faulty(disk);
      for (const each of all) {
        file.append(each);
        const text = fs.readFileSync(path, 'utf8');
        expect(whole.startsWith(text) && (text === '' || text.endsWith('\n'))).toBe(true);
      }
      expect(disk.refused).toBeGreaterThan(0);
      expect(errors.map((error) => error.code)).toEqual([code]);
      expect(errors[0]?.message).toContain(`Cannot write ${path}: `);
      disk.room = Infinity;
      file.append(record(12));
      expect(fs.readFileSync(path, 'utf8')).toBe(`${whole}record 12\n`);
      file.close();
    }
  },
);

test('a disk that stays broken costs bounded memory, and closing throws nothing', () => {
  const disk = new SmallDisk(0);
  const { path, errors, file } = faulty(disk);
  const large = new Uint8Array(1 << 20).fill(0x61);
  for (let i = 0; i < 9; i += 1) file.append(large);
  file.append(record(1));
  disk.room = Infinity;
  file.append(record(2));
  const text = fs.readFileSync(path, 'latin1');
  expect(text.length).toBeLessThan(5 << 20);
  expect(text.endsWith('record 1\nrecord 2\n')).toBe(true);
  disk.fsyncSync = () => {
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  file.sync();
  file.close();
  expect(errors.length).toBe(1);
});

test('a file that cannot be opened is an error at once', () => {
  const path = join(logFolder(), 'none', 'log');
  expect(() => new AppendFile({ path, flags: 'wx', size: 0, onError: undefined })).toThrow(
    `Cannot write ${path}: it, or a folder that it is in, does not exist`,
  );
});
