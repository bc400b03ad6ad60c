import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { flatPlan } from './fake-wheel.ts';
import { installFixture } from './install-fixture.ts';
import { pathWithPython, REAL_PYTHON } from './python-scripts.ts';
import { installEngine } from '../src/library/install-engine.ts';

/** The fixture with the machine's own pip, which sees only the fixture's wheel. */
function withRealPip() {
  const fixture = installFixture();
  const { environment, file } = fixture;
  const { PYTHONPATH: _, ...rest } = environment;
  return {
    ...fixture,
    environment: { ...rest, PIP_NO_INDEX: '1', PIP_FIND_LINKS: dirname(file), PIP_CONFIG_FILE: '/dev/null' },
  };
}

test('the real pip downloads what is pinned', async () => {
  const { plan, environment } = withRealPip();
  expect((await installEngine({ plan, environment })).installed).toBe(true);
});

test('the real pip refuses a wheel that was changed', async () => {
  const { wheel, plan, file, environment, left } = withRealPip();
  appendFileSync(file, 'x');
  await expect(installEngine({ plan, environment })).rejects.toThrow(
    new RegExp(
      `^Downloading tiny-tensorflow 1.0 with pip failed \\(the wheel has sha256 [0-9a-f]{64}, expected ${wheel.sha256}\\); this is not the file that Skipjack knows, so nothing was installed: look at the index that pip uses`,
    ),
  );
  expect(left()).toEqual([]);
});

test('the real pip finds nothing: no network, or an index without it', async () => {
  const { wheel, environment, left } = withRealPip();
  await expect(installEngine({ plan: flatPlan({ ...wheel, version: '9.9' }), environment })).rejects.toThrow(
    /^Downloading tiny-tensorflow 9.9 with pip failed \(.*No matching distribution found for tiny-tensorflow==9.9.*\); check that pip reaches its package index \(`python3 -m pip config list` shows which\) and run the command again\.$/,
  );
  expect(left()).toEqual([]);
});

test.each([
  [
    `exec '${REAL_PYTHON}' -I -S "$@"`,
    /No module named '?pip'?\); install pip \(Debian or Ubuntu: `sudo apt-get/,
  ],
  [
    'echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device" >&2; exit 1',
    /No space left on device\); make room, or set SKIPJACK_CACHE to a folder on another disk\.$/,
  ],
  [
    'echo "WARNING: Retrying (Retry(total=0)) after connection broken by NewConnectionError" >&2; exit 1',
    /\); check that pip reaches its package index/,
  ],
  ['exit 7', /\(it printed nothing\); mend that and run the command again, or point SKIPJACK_TENSORFLOW/],
  ['exit 0', /^pip reported success but left no wheel of tiny-tensorflow 1\.0; run the command again\.$/],
  ['kill -9 $$', /\(it printed nothing\); mend that/],
])('a python3 that does `%s`', async (script, message) => {
  const { plan, environment, root, left } = installFixture();
  const PATH = pathWithPython(join(root, 'other-bin'), script);
  await expect(installEngine({ plan, environment: { ...environment, PATH } })).rejects.toThrow(message);
  expect(left()).toEqual([]);
});

test('without Python the error says what is needed', async () => {
  const { plan, environment, root, left } = installFixture();
  const PATH = join(root, 'empty');
  mkdirSync(PATH);
  await expect(installEngine({ plan, environment: { ...environment, PATH } })).rejects.toThrow(
    'Downloading tiny-tensorflow 1.0 with pip needs Python 3 with pip, and no python3 was found; install Python 3, or point SKIPJACK_TENSORFLOW to a folder with the library.',
  );
  expect(left()).toEqual([]);
});
