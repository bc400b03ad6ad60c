import { expect, test } from 'vitest';
import { wheelTable } from './wheel-table.ts';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];

test('wheels with their libraries', () => {
  expect(
    wheelTable(
      `\n${A} 12 net 1.0 linux\n  ${B} 7 net/lib.so\n  ${A} 8 net/run executable\n${B} 3 two 2.0 mac\n`,
    ),
  ).toEqual([
    {
      project: 'net',
      version: '1.0',
      sha256: A,
      bytes: 12,
      platform: 'linux',
      python: '3.11',
      libraries: [
        { member: 'net/lib.so', bytes: 7, sha256: B },
        { member: 'net/run', bytes: 8, sha256: A, executable: true },
      ],
    },
    { project: 'two', version: '2.0', sha256: B, bytes: 3, platform: 'mac', python: '3.11', libraries: [] },
  ]);
});

test.each([
  [`${A.slice(1)} 12 net 1.0 linux`, /has no sha256 and size/],
  [`${A} many net 1.0 linux`, /has no sha256 and size/],
  [`  ${A} 12 net/lib.so`, /comes before the wheel that has it; put the wheel's line above it\.$/],
])('%s is refused', (text, message) => {
  expect(() => wheelTable(text)).toThrow(message);
});
