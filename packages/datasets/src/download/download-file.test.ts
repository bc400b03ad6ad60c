import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BYTES, contentOf, EXPECTED, place } from '../../test/download-place.ts';
import { faultServer } from '../../test/fault-server.ts';
import type { Fault } from '../../test/fault-server.ts';
import { checksum, rejection } from '../../test/idx-fixture.ts';
import { DataError } from '../data-error.ts';
import { downloadFile } from './download-file.ts';

test('a whole file arrives, and nothing else is left', async () => {
  const { options, folder, server } = await place({ type: 'none' });
  const received: number[] = [];
  expect(await downloadFile({ ...options, onReceived: (bytes) => received.push(bytes) })).toBe(options.file);
  expect(await contentOf(options.file)).toBe(true);
  expect(await readdir(folder)).toEqual(['file']);
  expect(received.at(-1)).toBe(BYTES.length);
  expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
});

test('a cut connection is gone on from, by Range with If-Range', async () => {
  const { options, server } = await place(
    { type: 'cut', at: 0.5 },
    { type: 'cut', at: 0.5 },
    { type: 'none' },
  );
  await downloadFile(options);
  expect(await contentOf(options.file)).toBe(true);
  expect(server.requests.map(({ range, ifRange }) => [range, ifRange])).toEqual([
    [undefined, undefined],
    ['bytes=25000-', '"v0"'],
    ['bytes=37500-', '"v0"'],
  ]);
});

test('another process goes on from what a failed download left', async () => {
  const { options, folder, server } = await place({ type: 'cut', at: 0.5 }, { type: 'none' });
  await expect(downloadFile({ ...options, attempts: 1 })).rejects.toThrow(
    /file cannot be downloaded \(.+\); check/,
  );
  const left = await readdir(folder);
  expect(left).toEqual([
    expect.stringMatching(/^file\.[0-9a-f]{12}\.part$/),
    expect.stringMatching(/^file\.[0-9a-f]{12}\.part\.json$/),
  ]);
  expect(JSON.parse(await readFile(join(folder, left[1] ?? ''), 'utf8'))).toEqual({
    ...{ url: options.urls[0], validator: '"v0"', bytes: BYTES.length, owner: null },
  });
  await downloadFile(options);
  expect(server.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=25000-']);
  expect(await readdir(folder)).toEqual(['file']);
});

test('without a strong validator a download begins anew', async () => {
  const { options, folder, server } = await place({ type: 'weakEtag', at: 0.5 }, { type: 'none' });
  await downloadFile(options);
  expect(server.requests.map(({ range }) => range)).toEqual([undefined, undefined]);
  await rm(options.file);
  await expect(
    downloadFile({ ...(await place({ type: 'weakEtag', at: 0.5 })).options, attempts: 1 }),
  ).rejects.toThrow('cannot be downloaded (');
  expect(await readdir(folder)).toEqual([]);
});

test.each<[string, Fault]>([
  ['changes and sends all of it', { type: 'newVersion' }],
  ['changes and sends the range all the same', { type: 'newVersionBehindRange' }],
  ['ignores Range', { type: 'ignoreRange' }],
  ['sends another range', { type: 'otherRange', at: 0.1 }],
  ['sends a range without saying which', { type: 'noRangeHeader' }],
  ['has no such range', { type: 'status', status: 416 }],
])('two versions are never joined where the server %s', async (_what, fault) => {
  const { options, server } = await place(
    { type: 'cut', at: 0.5 },
    fault,
    // An even version has the right bytes.
    fault.type.startsWith('newVersion') ? { type: 'newVersion' } : { type: 'none' },
    { type: 'none' },
  );
  await downloadFile({ ...options, attempts: 6 });
  expect(await contentOf(options.file)).toBe(true);
  expect(server.requests[1]?.range).toBe('bytes=25000-');
});

test('wrong bytes are received once more and no more, and the error has both sums', async () => {
  const { options, folder, server } = await place({ type: 'wrongBytes', at: 0.3 });
  const error = await rejection(downloadFile(options));
  expect(error).toBeInstanceOf(DataError);
  expect(String(error)).toMatch(
    new RegExp(
      `file is not the published file: its md5 sum is \\w{32}, where ${EXPECTED.md5} was expected; check the network\\.$`,
    ),
  );
  expect(server.requests.map(({ range }) => range)).toEqual([undefined, undefined]);
  expect(await readdir(folder)).toEqual([]);
});

test('the second mirror is asked after the first has failed, and the error names both', async () => {
  const first = await place({ type: 'status', status: 404 });
  const second = await place({ type: 'cut', at: 0.5 }, { type: 'none' });
  const urls = [...first.options.urls, ...second.options.urls];
  await downloadFile({ ...first.options, urls });
  expect(await contentOf(first.options.file)).toBe(true);
  expect(first.server.requests).toHaveLength(1);
  const third = await place({ type: 'status', status: 503 });
  await expect(
    downloadFile({ ...third.options, urls: [...first.options.urls, ...third.options.urls], attempts: 2 }),
  ).rejects.toThrow(
    /^file has no address left: http\S+ cannot be downloaded \(the server answered 404 Not Found\); http\S+ cannot be downloaded after 2 attempts \(the server answered 503 Service Unavailable\); check the network\.$/,
  );
});

test('a busy server is asked again when it says', async () => {
  const { options } = await place({ type: 'status', status: 429, retryAfter: '1' }, { type: 'none' });
  const start = performance.now();
  await downloadFile(options);
  expect(performance.now() - start).toBeGreaterThan(950);
});

test('an attempt that brings a megabyte does not count', async () => {
  const bytes = new Uint8Array(5_000_000).fill(7);
  const server = await faultServer({ bytes, script: () => [{ type: 'cut', at: 0.25 }] });
  const { options, folder } = await place();
  onTestFinished(() => server.close());
  const cut = { ...options, urls: [`${server.base}big`], expected: checksum(bytes), attempts: 1 };
  await expect(downloadFile(cut)).rejects.toThrow('cannot be downloaded (');
  // 1.25 MB at the first attempt, less than one at the second, which is the last.
  expect(server.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=1250000-']);
  expect((await readdir(folder)).length).toBe(2);
});

test.each<[string, Fault, string]>([
  ['is silent', { type: 'hang' }, 'the server was silent for 60 ms'],
  ['falls silent', { type: 'hangBody', at: 0.5 }, 'the server was silent for 60 ms'],
  ['dribbles', { type: 'dribble' }, 'bytes in 60 ms'],
  ['is no web server', { type: 'garbage' }, 'Parse Error'],
  ['hangs up', { type: 'reset' }, 'socket hang up'],
  ['sends without end', { type: 'endless' }, 'the server sent more than the 50000 bytes expected'],
  [
    'announces another size',
    { type: 'shortLength', at: 0.5 },
    'announces 25000 bytes, where 50000 were expected',
  ],
])('a server that %s is given up', async (_what, fault, message) => {
  const { options, folder } = await place(fault);
  await expect(downloadFile({ ...options, attempts: 1, silenceMs: 60 })).rejects.toThrow(message);
  expect((await readdir(folder)).filter((name) => !/\.part(\.json)?$/.test(name))).toEqual([]);
});

test('a server that packs all the same is named by what it did', async () => {
  const { options } = await place({ type: 'gzip' });
  await expect(downloadFile({ ...options, attempts: 1 })).rejects.toThrow(
    /the server's answer in the encoding gzip ended after \d+ of 50000 bytes/,
  );
});

test('abort keeps what has come', async () => {
  const { options, folder } = await place({ type: 'hangBody', at: 0.5 });
  const controller = new AbortController();
  const stopped = downloadFile({
    ...options,
    signal: controller.signal,
    onReceived: (bytes) => bytes >= 25_000 && controller.abort(new Error('stopped by the user')),
  });
  await expect(stopped).rejects.toThrow('stopped by the user');
  expect(await readdir(folder)).toHaveLength(2);
});

test('two downloads at once write to two parts, and both end well', async () => {
  const { options, folder } = await place({ type: 'dribble' }, { type: 'none' }, { type: 'none' });
  await Promise.all([
    downloadFile({ ...options, silenceMs: 100 }),
    downloadFile({ ...options, silenceMs: 100 }),
  ]);
  expect(await contentOf(options.file)).toBe(true);
  expect(await readdir(folder)).toEqual(['file']);
});

test('what a live process writes is left alone, what a dead one wrote is taken over', async () => {
  const { options, folder, server } = await place({ type: 'none' });
  const record = { url: options.urls[0], validator: '"v0"', bytes: BYTES.length };
  const write = async (digits: string, owner: object): Promise<void> => {
    await writeFile(join(folder, `file.${digits}.part`), BYTES.subarray(0, 1000));
    await writeFile(join(folder, `file.${digits}.part.json`), JSON.stringify({ ...record, owner }));
  };
  const { hostname } = await import('node:os');
  await write('a'.repeat(12), { pid: process.pid, host: hostname() });
  await write('b'.repeat(12), { pid: 2 ** 22 + 1, host: hostname() });
  await downloadFile(options);
  expect(server.requests[0]?.range).toBe('bytes=1000-');
  expect((await readdir(folder)).sort()).toEqual([
    'file',
    'file.aaaaaaaaaaaa.part',
    'file.aaaaaaaaaaaa.part.json',
  ]);
});
