import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { compilePackage, removeCompiled } from '../../test/compiled-package.ts';
import { eventsOf, recordsOf } from '../../test/event-records.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { EventFile } from './event-file.ts';
import { decodeEvent, encodeEvent } from './event-proto.ts';
import { crc32c, maskedCrc32c } from './masked-crc32c.ts';
import { tfRecord } from './tf-record.ts';

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../test/golden/events/${name}.tfevents`, import.meta.url));

test('check sums are those of the standard and of TensorFlow', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283); // RFC 3720's check value
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa); // RFC 3720 B.4
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(maskedCrc32c(Uint8Array.of(0x3e, 0, 0, 0, 0, 0, 0, 0))).toBe(0xe740d2d9); // in the golden file
});

test.each(['scalars', 'text'])('TensorFlow’s own file %s is read, and written anew to the byte', (name) => {
  const [first, ...records] = recordsOf(golden(name));
  expect(decodeEvent(first ?? Buffer.alloc(0)).fileVersion).toBe('brain.Event:2');
  expect(records.length).toBeGreaterThan(0);
  const again = records.map((record) => tfRecord(encodeEvent(decodeEvent(record))));
  const bytes = readFileSync(golden(name));
  expect(Buffer.concat(again)).toEqual(
    bytes.subarray(bytes.length - again.reduce((sum, r) => sum + r.length, 0)),
  );
});

test('what TensorFlow wrote means what it was told', () => {
  const [, loss, size] = recordsOf(golden('scalars')).map(decodeEvent);
  expect(loss).toMatchObject({ step: 7, summary: { value: [{ tag: 'loss', simpleValue: 0.5 }] } });
  expect(size).toMatchObject({ step: 2 ** 40, summary: { value: [{ tag: 'größe', simpleValue: -1.5 }] } });
  const [, note] = recordsOf(golden('text')).map(decodeEvent);
  const [value] = note?.summary?.value ?? [];
  expect(value?.metadata?.pluginData?.pluginName).toBe('text');
  expect(value?.tensor).toMatchObject({ dtype: 7, stringVal: [Buffer.from('**text**')] });
});

test('a new file has its version, and what is appended is there at once', () => {
  const folder = temporaryFolder();
  const file = new EventFile(folder, '.end');
  expect(file.path).toMatch(/\/events\.out\.tfevents\.\d{10}\..+\.end$/);
  expect(eventsOf(folder)).toEqual([]);
  const events = [1, 2].map((step) => ({
    wallTime: 3,
    step,
    summary: { value: [{ tag: 'a', simpleValue: 0.5 }] },
  }));
  file.append(events);
  expect(eventsOf(folder)).toEqual(events);
  file.close();
  file.close();
  expect(() => file.append(events)).toThrow(/The event file .* is closed; make a new writer\./);
});

test('two files at once have two names', () => {
  const folder = temporaryFolder();
  for (const file of [new EventFile(folder, ''), new EventFile(folder, '')]) file.close();
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a folder that is none is an error with its name', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(() => new EventFile(join(folder, 'file'), '')).toThrow(
    /^The event file .* cannot be written: a part of its path is not a folder; name a folder/,
  );
  mkdirSync(join(folder, 'made'));
  expect(() => new EventFile(join(folder, 'missing'), '')).toThrow('it does not exist');
});

test('a disk without room takes no half record', () => {
  const folder = temporaryFolder();
  const compiled = compilePackage();
  onTestFinished(() => removeCompiled(compiled));
  const program = `
    import { EventFile } from './src/summary/event-file.js';
    const file = new EventFile(process.argv[2], '');
    for (let step = 0; ; step++)
      try { file.append([{ wallTime: 1, step, fileVersion: 'x'.repeat(100) }]); }
      catch (error) { console.log(step, error.code, error.message); break; }`;
  writeFileSync(join(compiled, 'fill.js'), program);
  // One unit is 1024 bytes; more is an error where the signal is not taken.
  const script = `trap '' XFSZ; ulimit -f 1; exec "$0" "$1" "$2"`;
  const { stdout } = spawnSync('bash', ['-c', script, process.execPath, join(compiled, 'fill.js'), folder], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^7 FILE_FAILED The event file .* cannot be written: EFBIG.*; name a folder/);
  expect(eventsOf(folder)).toHaveLength(7);
});
