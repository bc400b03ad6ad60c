import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkedPath, pathOfFileUrl } from './file-url.ts';

test.each([
  ['file:///tmp/net', '/tmp/net'],
  ['file:///tmp/a%20b #1?/', '/tmp/a%20b #1?'],
  ['file://./net', resolve('net')],
  ['file://net/model.json', resolve('net/model.json')],
  ['file://../net', resolve('../net')],
])('%s is %s, as tfjs-node takes it', (url, path) => {
  expect(pathOfFileUrl(url)).toBe(path);
});

test.each(['/tmp/net', 'http://x/file://', 'file:/tmp', 'indexeddb://net'])('%s is not ours', (url) => {
  expect(pathOfFileUrl(url)).toBeUndefined();
});

test.each(['file://', 'file:///a\0b'])('%j names nothing', (url) => {
  expect(() => pathOfFileUrl(url)).toThrow(
    `${JSON.stringify(url)} names no file or folder; give a path, such as file:///path/to/folder or file://./folder.`,
  );
  expect(() => checkedPath('')).toThrow('"" names no file or folder');
  for (const none of [undefined, null, 3])
    expect(() => checkedPath(none as never)).toThrow(`${none} names no file or folder`);
});
