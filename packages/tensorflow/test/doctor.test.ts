import { expect, test } from 'vitest';
import { doctor } from '../src/doctor.ts';

test('this machine, which runs the engine in its tests, is well', async () => {
  const { ok, findings } = await doctor();
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  expect(ok).toBe(true);
  expect(findings.map(({ title }) => title)).toEqual([
    'Node',
    'Platform',
    'Processor',
    'Memory',
    'Install scripts',
    '@tensorflow/tfjs-core',
    'TensorFlow',
    'GPU',
    'Python',
  ]);
});
