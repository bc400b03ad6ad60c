import { expect, test } from 'vitest';
import { faultyFileSystem } from '../../test/faulty-file-system.ts';
import { MemoryFileSystem } from '../../test/memory-file-system.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { RunFolderError } from './run-folder-error.ts';

async function disk(): Promise<MemoryFileSystem> {
  const fs = new MemoryFileSystem();
  await writeFileAtomic({ path: '/file', content: 'old', fs });
  return fs;
}
const textOf = (fs: MemoryFileSystem): string => Buffer.from(fs.file('/file').bytes).toString();

test('text and bytes are written, short writes completed, and flushed before and after the move', async () => {
  const memory = await disk();
  const fs = faultyFileSystem(memory, { bytesPerWrite: 7 });
  const content = new Uint8Array(new Float64Array([1, 2, 3]).buffer);
  await writeFileAtomic({ path: '/file', content, fs });
  expect(memory.file('/file').bytes).toEqual(content);
  expect(fs.log.map(({ operation }) => operation).join(' ')).toBe(
    'open write write write write sync close rename open sync close',
  );
});

test('whatever fails, the file is the old one or the new one, and nothing else is left', async () => {
  const counting = faultyFileSystem(await disk(), {});
  await writeFileAtomic({ path: '/file', content: 'new', fs: counting });
  for (const code of ['EIO', 'ENOSPC', 'EACCES', 'EDQUOT', 'EMFILE', 'EXDEV'])
    for (let at = 0; at < counting.log.length; at += 1) {
      const memory = await disk();
      const fs = faultyFileSystem(memory, { fails: (_o, _p, index) => (index === at ? code : undefined) });
      await expect(writeFileAtomic({ path: '/file', content: 'new', fs })).rejects.toThrow(RunFolderError);
      expect(textOf(memory)).toBe(at <= 4 ? 'old' : 'new');
      expect(await memory.readdir('/')).toEqual(['file']);
    }
});

test('a full disk is told in a sentence', async () => {
  const fs = faultyFileSystem(await disk(), { space: 2 });
  await expect(writeFileAtomic({ path: '/file', content: 'new', fs })).rejects.toThrow(
    'Cannot write /file: the disk is full; free some space, or choose a folder on another disk.',
  );
});

test.each([
  ['EFBIG', 'that disk takes no file of that size (FAT32: 4 GiB); choose a folder on another disk'],
  ['ENAMETOOLONG', 'its path is too long; choose a folder with a shorter path'],
  ['EISDIR', 'a folder is there; remove it, or choose another folder'],
])('%s is told in a sentence with a remedy', async (code, reason) => {
  const fs = faultyFileSystem(await disk(), { fails: () => code });
  await expect(writeFileAtomic({ path: '/file', content: 'new', fs })).rejects.toThrow(
    `Cannot write /file: ${reason}.`,
  );
});
