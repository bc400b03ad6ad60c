import { mkdir, open, readdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, EXPECTED, place } from '../../test/download-place.ts';
import { downloadFile } from './download-file.ts';

test('a full disk ends it at once, and leaves nothing', async () => {
  const { options, folder, server } = await place({ type: 'none' });
  const full = async (path: string, flags: string): Promise<FileHandle> => {
    const handle = await open(path, flags);
    const write = handle.write.bind(handle) as (...given: unknown[]) => Promise<unknown>;
    let room = 30_000;
    handle.write = (async (buffer: Uint8Array, from: number, count: number, at: number) => {
      if (room === 0)
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      const taken = Math.min(room, count);
      room -= taken;
      return await write(buffer, from, taken, at);
    }) as typeof handle.write;
    return handle;
  };
  await expect(downloadFile({ ...options, open: full })).rejects.toThrow(
    /file cannot be written \(ENOSPC: no space left on device, write\); free 1 MB there, or choose a writable folder/,
  );
  expect(server.requests).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('a file that no disk has room for is not begun', async () => {
  const { options, folder, server } = await place({ type: 'none' });
  await expect(downloadFile({ ...options, expected: { ...EXPECTED, bytes: 2 ** 52 } })).rejects.toThrow(
    /cannot be written \(4503599628 MB are missing of it and \d+ MB are free\)/,
  );
  expect(server.requests).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test('a name that is taken by a folder is not written over', async () => {
  const { options, folder } = await place({ type: 'none' });
  await mkdir(join(options.file, 'inside'), { recursive: true });
  await expect(downloadFile(options)).rejects.toThrow('cannot be written (');
  expect(await readdir(folder)).toEqual(['file']);
});

test('plain http needs a pinned sha256', async () => {
  const { options, server } = await place({ type: 'none' });
  const { bytes, md5 } = EXPECTED;
  await expect(downloadFile({ ...options, expected: { bytes, md5 } })).rejects.toThrow(
    /is plain http, which is used only for a file whose sha256 is pinned\); check the network/,
  );
  expect(server.requests).toEqual([]);
});

test.each([
  ['file:///etc/passwd', 'file:///etc/passwd is neither https nor http'],
  ['/again', 'the server redirected more than 10 times'],
])('a redirect to %s is refused', async (to, message) => {
  const { options } = await place({ type: 'redirect', to });
  await expect(downloadFile(options)).rejects.toThrow(message);
});

test('a redirect to another file is followed', async () => {
  const goal = await place({ type: 'none' });
  const { options } = await place({ type: 'redirect', to: goal.options.urls[0] ?? '' });
  await downloadFile(options);
  expect(await contentOf(options.file)).toBe(true);
});

test.each<[object]>([[{ offline: true }], [{ environment: { SKIPJACK_OFFLINE: '1' } }]])(
  'nothing is fetched with %j, and the error says what to put where',
  async (offline) => {
    const { options, server, folder } = await place({ type: 'none' });
    await expect(downloadFile({ ...options, ...offline })).rejects.toThrow(
      `file is not in ${folder}, and nothing is downloaded offline; put it there by hand (from ${options.urls[0]}, 50000 bytes, sha256 ${EXPECTED.sha256}), or allow the network`,
    );
    expect(server.requests).toEqual([]);
  },
);

test('SKIPJACK_OFFLINE=0 means online, and an address that is none is named', async () => {
  const { options } = await place({ type: 'none' });
  await downloadFile({ ...options, environment: { SKIPJACK_OFFLINE: '0' } });
  await expect(downloadFile({ ...options, urls: ['no address'] })).rejects.toThrow('(it is no address)');
});
