import { expect, test } from 'vitest';
import {
  isAbout,
  notApplicableFiles,
  notApplicableSpecs,
} from '../../packages/tensorflow/judge/not-applicable.mjs';
import { readResults } from '../../packages/tensorflow/judge/suite-process.mjs';
import {
  MOST_EXCLUSIONS,
  comparedWith,
  complaintsAboutList,
  judge,
} from '../../packages/tensorflow/judge/verdict.mjs';

const spec = (name, status = 'passed') => ({ name, status, messages: [], milliseconds: 1 });
const exclusion = (name, reason = 'TensorFlow answers something else here.') => ({
  suite: 'tfjsCore',
  test: name,
  reason,
});

test('counts what ran, and leaves the excluded out of passed and failed', () => {
  const { counts, failures, complaints } = judge({
    specs: [spec('a'), spec('b', 'failed'), spec('c', 'failed'), spec('d', 'skipped')],
    exclusions: [exclusion('c')],
    complete: true,
  });
  expect(counts).toEqual({ run: 3, passed: 1, failed: 1, excluded: 1, skipped: 1 });
  expect(failures.map(({ name }) => name)).toEqual(['b']);
  expect(complaints).toEqual([]);
});

test('complains of an excluded spec that passes', () => {
  const { complaints } = judge({ specs: [spec('a')], exclusions: [exclusion('a')], complete: true });
  expect(complaints).toEqual(['The excluded spec "a" passes; take it out of excluded.json.']);
});

test('an excluded spec that is known to pass in some runs may pass', () => {
  const exclusions = [{ ...exclusion('a'), unsteady: true }];
  const { counts, complaints } = judge({ specs: [spec('a')], exclusions, complete: true });
  expect(complaints).toEqual([]);
  expect(counts).toMatchObject({ run: 1, passed: 0, excluded: 1 });
});

test('complains of an exclusion that names no spec, unless a filter chose the specs', () => {
  const options = { specs: [spec('a')], exclusions: [exclusion('gone')] };
  expect(judge({ ...options, complete: true }).complaints).toEqual([
    'No spec has the excluded name "gone"; take it out of excluded.json.',
  ]);
  expect(judge({ ...options, complete: false }).complaints).toEqual([]);
});

test('an exclusion is the whole name of a spec', () => {
  const { counts } = judge({ specs: [spec('a b', 'failed')], exclusions: [exclusion('a')], complete: false });
  expect(counts.failed).toBe(1);
});

test('complains of an exclusion without a reason, and of a long list', () => {
  expect(complaintsAboutList([exclusion('a', 'flaky')])).toEqual([
    'The exclusion "a" needs a suite, a test and a reason in a sentence.',
  ]);
  const many = Array.from({ length: MOST_EXCLUSIONS + 1 }, (_, index) => exclusion(`spec ${index}`));
  expect(complaintsAboutList(many)).toEqual([
    'excluded.json has 31 exclusions, and at most 30 are allowed; mend kernels.',
  ]);
  expect(complaintsAboutList(many.slice(1))).toEqual([]);
});

test('complains when the counts are not those that are recorded', () => {
  const counts = { run: 3, passed: 2, excluded: 0 };
  for (const passed of [1, 3])
    expect(comparedWith({ name: 'tfjs-core', counts, recorded: { ...counts, passed } })).toEqual([
      `tfjs-core: 3 run, 2 passed, 0 excluded, and counts.json says 3 run, ${passed} passed, 0 excluded; where the new counts are right, run the judge with --write-counts.`,
    ]);
  expect(comparedWith({ name: 'tfjs-core', counts, recorded: counts })).toEqual([]);
  expect(comparedWith({ name: 'tfjs-core', counts, recorded: undefined })).toEqual([]);
});

test('a process that ended amid a spec leaves its name', () => {
  const lines = [{ started: 'a' }, spec('a'), { started: 'b' }].map((line) => JSON.stringify(line));
  expect(readResults([...lines, '{"name":"b","sta'])).toMatchObject({
    specs: [{ name: 'a' }],
    running: 'b',
    done: false,
  });
});

test('what fails outside of a spec is trouble', () => {
  const lines = [{ tensorflow: '2.21.0' }, { outside: 'the whole run', messages: ['Boom'] }, { done: true }];
  expect(readResults(lines.map((line) => JSON.stringify(line)))).toEqual({
    specs: [],
    notApplicable: [],
    trouble: ['the whole run, outside of a spec: Boom'],
    tensorflow: '2.21.0',
    done: true,
    running: undefined,
  });
});

test('what is not applicable is a whole name, the beginning of some, or a file', () => {
  expect(isAbout({ spec: 'a b' }, 'a b')).toBe(true);
  expect(isAbout({ spec: 'a b' }, 'a b c')).toBe(false);
  expect(isAbout({ specs: 'a b' }, 'a b c')).toBe(true);
  expect(isAbout({ specs: 'a b' }, 'x a b')).toBe(false);
  expect(notApplicableFiles('tfjsNode')).toContain('tfjs_binding_test');
  expect(notApplicableFiles('tfjsCore')).toEqual([]);
  expect(notApplicableSpecs('tfjsNode').every(({ file }) => file === undefined)).toBe(true);
});
