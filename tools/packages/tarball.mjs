// Reads what `pnpm pack` made: the files of a .tgz, in memory.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/** @returns {Map<string, Buffer>} content by path, without the leading `package/` */
export function readTarball(file) {
  const data = gunzipSync(readFileSync(file));
  const files = new Map();
  const text = (start, length) => data.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK <= data.length && data[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const kind = text(at + 156, 1);
    const path = [text(at + 345, 155), text(at, 100)].filter(Boolean).join('/');
    if (kind === '0' || kind === '')
      files.set(path.replace(/^package\//, ''), data.subarray(at + BLOCK, at + BLOCK + size));
    else throw new Error(`${file}: "${path}" is no plain file (tar type "${kind}").`);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
