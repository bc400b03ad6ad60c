import { expect, test } from 'vitest';
import { parseStepStats } from './step-stats-proto.ts';

const varint = (value: number): number[] => {
  const groups: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) groups.push((rest % 128) + 128);
  return [...groups, rest];
};
const whole = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const message = (field: number, content: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string): number[] => message(field, [...Buffer.from(value)]);
const metadata = (device: string, nodes: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from(message(1, message(1, [...text(1, device), ...nodes.flatMap((node) => message(2, node))])));

test("the ops' times in nanoseconds, in the order in which they began", () => {
  const memory = (bytes: number): number[] => message(6, [...text(1, 'cpu'), ...whole(2, bytes)]);
  const late = [...text(1, 'b/Relu__0'), ...whole(13, 5_000_000), ...whole(14, 1000), ...whole(15, 4000)];
  const early = [
    ...text(1, 'a/Conv2D__0'),
    ...whole(2, 77), // microseconds, which are rounded
    ...memory(100),
    ...memory(20),
    ...text(8, '[cpu 0.1MB 0.1MB] a/Conv2D__0 = _MklNativeConv2D(argument/Placeholder__0, a = b(c))'),
    ...whole(13, 3_000_000),
    ...whole(14, 500),
    ...whole(15, 2500),
    ...whole(99, 1), // a field that is not known here
  ];
  const device = '/job:localhost/replica:0/task:0/device:CPU:0';
  expect(parseStepStats(metadata(device, [late, early]))).toEqual([
    { name: 'a/Conv2D__0', op: '_MklNativeConv2D', device, start: 3000.5, duration: 2, bytes: 120 },
    { name: 'b/Relu__0', op: '', device, start: 5001, duration: 3, bytes: 0 },
  ]);
});

test('microseconds where there is nothing more exact', () => {
  const node = [...text(1, 'x'), ...whole(2, 9000), ...whole(3, 10), ...whole(4, 25)];
  expect(parseStepStats(metadata('CPU', [node]))).toMatchObject([{ start: 9010, duration: 15 }]);
});

test('no statistics are no ops', () => {
  expect(parseStepStats(new Uint8Array(0))).toEqual([]);
});
