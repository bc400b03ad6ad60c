import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROGRAMS, parseRequirements, versionDifferences } from './python-peers.mjs';

test('the requirements are pinned, and those that are not are refused', () => {
  const wanted = parseRequirements(readFileSync(join(PROGRAMS, 'requirements.txt'), 'utf8'));
  expect(Object.keys(wanted)).toEqual(
    expect.arrayContaining(['torch', 'keras', 'tensorflow-cpu', 'onnxruntime']),
  );
  expect(() => parseRequirements('# peers\ntorch>=2\n')).toThrow(
    'torch>=2 is not pinned; write it as name==version.',
  );
});

test('a build of the same version is the same, another version or none is not', () => {
  const wanted = { torch: '2.15.0', keras: '3.15.1', onnx: '1.23.2' };
  expect(versionDifferences(wanted, { torch: '2.15.0+cpu', keras: '3.15.1', onnx: '1.23.2' })).toEqual([]);
  expect(versionDifferences(wanted, { torch: '2.14.0', keras: '3.15.1', onnx: null })).toEqual([
    'torch is 2.14.0, not 2.15.0',
    'onnx 1.23.2 is missing',
  ]);
});
