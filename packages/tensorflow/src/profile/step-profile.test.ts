import { expect, test } from 'vitest';
import { chromeTrace } from './chrome-trace.ts';
import { profileTable } from './profile-table.ts';
import { stepProfile, type ProfiledStep } from './step-profile.ts';

type Event = ProfiledStep['events'][number];

const event = (
  op: string,
  layer: string,
  start: number,
  milliseconds: number,
  more?: Partial<Event>,
): Event => ({
  ...{ name: `${layer}/${op}__0`, op, layer, start, milliseconds },
  ...{ phase: 'forward' as const, bytes: 8, device: 'CPU:0' },
  ...more,
});

/** Two steps: a convolution, at the same time its gradient, and a loss. */
const STEPS: readonly ProfiledStep[] = [0, 100].map((start) => ({
  milliseconds: 10,
  events: [
    event('Conv2D', 'conv1', 5000 + start, 4),
    event('Conv2DBackpropFilter', 'conv1', 5002 + start, 6, { phase: 'backward' }),
    event('Mul', 'conv1', 5008 + start, 1, { phase: 'update' }),
    event('Mean', '', 5009 + start, 1),
  ],
}));

test('times of one step by op and by layer, longest first', () => {
  const { byOp, byLayer, ...rest } = stepProfile(STEPS);
  expect(rest).toMatchObject({ steps: 2, milliseconds: 10, opMilliseconds: 12 });
  expect(rest.events.map(({ step, start }) => [step, start])).toEqual(
    [0, 100].flatMap((start, step) => [0, 2, 8, 9].map((at) => [step, start + at])),
  );
  expect(byOp[0]).toEqual({ op: 'Conv2DBackpropFilter', count: 1, milliseconds: 6, share: 0.5 });
  expect(byOp.map(({ op }) => op)).toEqual(['Conv2DBackpropFilter', 'Conv2D', 'Mul', 'Mean']);
  expect(byLayer).toEqual([
    { layer: 'conv1', count: 3, milliseconds: 11, share: 11 / 12, forward: 4, backward: 6, update: 1 },
    { layer: '', count: 1, milliseconds: 1, share: 1 / 12, forward: 1, backward: 0, update: 0 },
  ]);
});

test('no step is a profile of nothing', () => {
  const profile = stepProfile([]);
  expect(profile).toEqual({
    ...{ steps: 0, milliseconds: 0, opMilliseconds: 0 },
    ...{ byOp: [], byLayer: [], events: [] },
  });
  expect(profileTable(profile)).toContain('0 steps of 0.0 ms');
  expect(JSON.parse(chromeTrace(profile)).traceEvents).toEqual([]);
});

test('tables with a row for what they leave out', () => {
  expect(profileTable(stepProfile(STEPS), { rows: 2 })).toBe(
    [
      '2 steps of 10.0 ms, in which ops computed for 12.0 ms together',
      '',
      'op                    count   ms   share',
      '--------------------  -----  ---  ------',
      'Conv2DBackpropFilter      1  6.0  50.0 %',
      'Conv2D                    1  4.0  33.3 %',
      '2 others                  2  2.0  16.7 %',
      '',
      'layer       ops    ms   share  forward  backward  update',
      '----------  ---  ----  ------  -------  --------  ------',
      'conv1         3  11.0  91.7 %      4.0       6.0     1.0',
      '(no layer)    1   1.0   8.3 %      1.0       0.0     0.0',
      '',
    ].join('\n'),
  );
});

test('a Chrome trace has a bar for each op, and none over another', () => {
  const profile = stepProfile(STEPS);
  const { traceEvents } = JSON.parse(chromeTrace(profile)) as {
    traceEvents: {
      ph: string;
      name: string;
      ts: number;
      dur: number;
      tid: number;
      cat: string;
      args: object;
    }[];
  };
  const bars = traceEvents.filter(({ ph }) => ph === 'X');
  expect(bars).toHaveLength(8);
  expect(bars.reduce((sum, { dur }) => sum + dur, 0)).toBe(2 * 12 * 1000);
  expect(bars[1]).toMatchObject({
    ...{ name: 'Conv2DBackpropFilter', cat: 'backward', ts: 2000, dur: 6000, tid: 1 },
    args: { layer: 'conv1', name: 'conv1/Conv2DBackpropFilter__0', bytes: 8, step: 0 },
  });
  for (const one of bars)
    for (const other of bars)
      if (one !== other && one.tid === other.tid)
        expect(one.ts + one.dur <= other.ts || other.ts + other.dur <= one.ts).toBe(true);
  expect(traceEvents.filter(({ ph }) => ph === 'M')).toMatchObject([{ args: { name: 'CPU:0' } }]);
});
