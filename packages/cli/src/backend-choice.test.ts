import { expect, test } from 'vitest';
import { BACKENDS, slownessNotice, TIMES_SLOWER } from './backend-choice.ts';

test('the library is the default, and nothing is said of it', () => {
  expect(BACKENDS[0]).toBe('tensorflow');
  expect(slownessNotice('tensorflow')).toBeUndefined();
});

test('a backend without the library says how much slower it is', () => {
  expect(slownessNotice('wasm')).toBe(
    `The backend wasm is about ${TIMES_SLOWER.wasm} times slower than TensorFlow's library (a training step of resnet20 on two cores).`,
  );
  expect(slownessNotice('cpu')).toMatch(
    /^The backend cpu is about \d,\d+ times slower .* wasm is much faster\.$/,
  );
  expect(TIMES_SLOWER.cpu).toBeGreaterThan(TIMES_SLOWER.wasm);
});
