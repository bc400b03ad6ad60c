import { expect, test } from 'vitest';
import { folderError } from './folder-error.ts';
import { UsageError } from './usage-error.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: it is so`), { code });

test.each([
  ['ENOSPC', 'free some space on that disk'],
  ['EDQUOT', 'your share of that disk is used up'],
  ['EIO', 'check that disk'],
  ['EMFILE', 'raise the limit of open files'],
  ['ENFILE', 'too many files are open'],
])('%s is a failure of the machine', (code, remedy) => {
  const error = folderError('runs', systemError(code));
  expect(error).not.toBeInstanceOf(UsageError);
  expect(error.message).toContain(
    `The output folder runs cannot be made or written to (${code}: it is so); `,
  );
  expect(error.message).toContain(remedy);
});

test.each(['EACCES', 'EROFS', 'ENOTDIR', 'ENAMETOOLONG'])('%s is wrong usage', (code) => {
  const error = folderError('runs', systemError(code));
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toBe(
    `The output folder runs cannot be made or written to (${code}: it is so); give --out another folder.`,
  );
});
