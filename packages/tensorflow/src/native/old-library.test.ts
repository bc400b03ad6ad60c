import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// The functions of TensorFlow 2.9.1's C API: the library of @tensorflow/tfjs-node 4, which the engine uses where it is
// installed. Recorded from its wheel with `readelf --dyn-syms`.
const RECORDED = new URL('../../test/layouts/c-api-2.9.1.txt', import.meta.url);

test("every function that the engine calls is in tfjs-node's library too", () => {
  const there = new Set(readFileSync(RECORDED, 'utf8').trim().split('\n'));
  const sources = (readdirSync(new URL('..', import.meta.url), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
  // A declaration for koffi, or a name whose address is asked for.
  const called = sources.flatMap((text) =>
    [...text.matchAll(/'[\w* ]*?\b(TFE?_\w+)(?:\([^']*\))?'/g)].map(([, name = '']) => name),
  );
  expect(called.length).toBeGreaterThan(35);
  expect([...new Set(called)].filter((name) => !there.has(name) && !NOT_FUNCTIONS.test(name))).toEqual([]);
});

/** Names of types and constants. */
const NOT_FUNCTIONS = /^TFE?_[A-Z0-9_]+$/;
