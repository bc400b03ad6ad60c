import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DataError } from '../src/data-error.ts';
import { downloadFile } from '../src/download/download-file.ts';
import { faultServer } from './fault-server.ts';
import type { Fault } from './fault-server.ts';
import { checksum } from './idx-fixture.ts';
import { LOCALHOST } from './localhost-certificate.ts';

const COUNT = 500;
const BYTES = Uint8Array.from({ length: 40_000 }, (_, index) => (index * 2654435761) >>> 13);
const EXPECTED = checksum(BYTES);

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KINDS: readonly ((draw: () => number, elsewhere: string) => Fault)[] = [
  (draw) => ({ type: 'cut', at: draw() }),
  (draw) => ({ type: 'cut', at: draw() }),
  (draw) => ({ type: 'endEarly', at: draw() }),
  (draw) => ({ type: 'shortLength', at: draw() }),
  (draw) => ({ type: 'longLength', at: draw() }),
  () => ({ type: 'newVersion' }),
  () => ({ type: 'newVersionBehindRange' }),
  () => ({ type: 'ignoreRange' }),
  (draw) => ({ type: 'otherRange', at: draw() }),
  () => ({ type: 'noRangeHeader' }),
  (draw) => ({ type: 'weakEtag', at: draw() }),
  (draw) => ({ type: 'status', status: [500, 503, 429, 408, 416, 404, 204][Math.floor(draw() * 7)] ?? 500 }),
  () => ({ type: 'status', status: 503, retryAfter: '0' }),
  (_draw, elsewhere) => ({ type: 'redirect', to: elsewhere }),
  () => ({ type: 'redirect', to: 'file:///etc/passwd' }),
  () => ({ type: 'dribble' }),
  (draw) => ({ type: 'wrongBytes', at: draw() }),
  () => ({ type: 'gzip' }),
  () => ({ type: 'hang' }),
  (draw) => ({ type: 'hangBody', at: draw() }),
  () => ({ type: 'endless' }),
  () => ({ type: 'garbage' }),
  () => ({ type: 'reset' }),
];

test(`${COUNT} scripted faults: never a bad file at a final name`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-faults-'));
  const forged = BYTES.map((byte) => byte ^ 0xff);
  const plain = await faultServer({ bytes: forged, script: () => [{ type: 'none' }] });
  const scripts = new Map<string, Fault[]>();
  const server = await faultServer({ bytes: BYTES, script: (path) => scripts.get(path) ?? [], secure: true });
  const seen = new Set<string>();
  const outcomes = { whole: 0, refused: 0, whole2: 0, refused2: 0 };
  const one = async (number: number): Promise<void> => {
    const draw = random(number);
    const path = `/file${number}`;
    const faults = Array.from({ length: 1 + Math.floor(draw() * 4) }, () => {
      const kind = KINDS[Math.floor(draw() * KINDS.length)];
      return kind === undefined ? { type: 'none' as const } : kind(draw, `${plain.base}forged`);
    });
    for (const { type } of faults) seen.add(type);
    // Two of three servers come to their senses, the others never do.
    scripts.set(path, draw() < 0.67 ? [...faults, { type: 'none' }] : faults);
    const file = join(folder, `${number}`, 'file');
    const { bytes, md5, sha256 } = EXPECTED;
    const options = {
      ...{ file, urls: [`${server.base}${path.slice(1)}`], remedy: 'check the network', ca: LOCALHOST.cert },
      // Without a pinned sha256, nothing may come over plain http.
      expected: number % 2 === 0 ? { bytes, md5 } : { bytes, md5, sha256 },
      ...{ attempts: 5, backoffMs: 1, connectMs: 5000, silenceMs: 80, environment: {} },
    };
    const failure = await downloadFile(options).then(
      () => undefined,
      (error: unknown) => error,
    );
    await check(file, failure, number);
    outcomes[failure === undefined ? 'whole' : 'refused'] += 1;
    if (failure === undefined) return;
    // Whatever is left does no harm to a download from a server without faults, whose file is of one version.
    scripts.set(path, [{ type: 'none' }]);
    const again = await downloadFile({ ...options, silenceMs: 5000 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await check(file, again, number);
    outcomes[again === undefined ? 'whole2' : 'refused2'] += 1;
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < COUNT) {
      next += 1;
      await one(next);
    }
  };
  try {
    const workers = await Promise.allSettled(Array.from({ length: 12 }, worker));
    for (const result of workers) if (result.status === 'rejected') throw result.reason;
  } finally {
    await Promise.all([server.close(), plain.close()]);
    await rm(folder, { recursive: true, force: true });
  }
  expect([...seen].sort()).toEqual([...new Set(KINDS.map((kind) => kind(() => 0, '').type))].sort());
  expect(outcomes.whole + outcomes.refused).toBe(COUNT);
  expect(outcomes.whole).toBeGreaterThan(COUNT / 5);
  expect(outcomes.refused).toBeGreaterThan(COUNT / 5);
  // Only a server whose version stays the odd one, which has other bytes, refuses the second time.
  expect(outcomes.whole2).toBeGreaterThan(outcomes.refused2);
  expect(server.requests.filter(({ ifRange }) => ifRange !== undefined).length).toBeGreaterThan(COUNT / 10);
  expect(server.answers.filter((status) => status === 206).length).toBeGreaterThan(COUNT / 20);
  // Half of the downloads may not go to plain http, and the others refuse what they find there.
  expect(plain.requests.length).toBeGreaterThan(0);
}, 120_000);

async function check(file: string, failure: unknown, number: number): Promise<void> {
  const names = await readdir(join(file, '..'));
  if (failure === undefined) {
    expect(names, `script ${number}`).toEqual(['file']);
    expect(Buffer.compare(await readFile(file), BYTES), `script ${number}`).toBe(0);
    return;
  }
  expect(failure, `script ${number}`).toBeInstanceOf(DataError);
  expect(names, `script ${number}`).not.toContain('file');
  // At most one part and its record.
  expect(names.length, `script ${number}`).toBeLessThanOrEqual(2);
}
