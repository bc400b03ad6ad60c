// node packages/datasets/test/hostile/make-hostile.mjs: writes the hostile files, the same ones each time, and their index.
// What each must give is kept from the index as it is; of a new file it is null, which the test refuses until it is written in.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOSTILE_CASES } from './cases.mjs';

const FOLDER = import.meta.dirname;
const INDEX = join(FOLDER, 'index.json');
const before = new Map(
  (existsSync(INDEX) ? JSON.parse(readFileSync(INDEX, 'utf8')) : []).map((entry) => [
    `${entry.file} ${entry.loader}`,
    entry,
  ]),
);
rmSync(join(FOLDER, 'files'), { recursive: true, force: true });
const index = HOSTILE_CASES.map(([file, loader, what, bytes]) => {
  const path = join(FOLDER, 'files', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const { accepted, refused = accepted === undefined ? null : undefined } =
    before.get(`${file} ${loader}`) ?? {};
  return { file, loader, what, refused, accepted };
});
writeFileSync(INDEX, `${JSON.stringify(index, undefined, 2)}\n`);
const sizes = HOSTILE_CASES.map(([, , , { length }]) => length);
process.stdout.write(
  `${index.length} files, ${sizes.reduce((sum, size) => sum + size, 0)} bytes, the largest ${Math.max(...sizes)}\n`,
);
