import { expect, test } from 'vitest';
import { compare, recordOf } from './comparison.mjs';

const TASK = {
  ...{ id: 'tiny-b4-float32', task: 'training', net: 'tiny', batch: 4, precision: 'float32', params: 10 },
  ...{ inputShape: [8, 8, 3], classes: 2, gigabytes: 1, target: { ratio: 0.6 } },
};

/** Contestants whose workers answer without a process; `order` is who ran when. */
function fakes(behaviours) {
  const order = [];
  const open = new Set();
  let crowd = 0;
  const start = ({ id }) => {
    const { milliseconds = 10, params = 10, sample = [1], loss = 0.5, failsAt } = behaviours[id];
    let runs = 0;
    open.add(id);
    crowd = Math.max(crowd, open.size);
    const answers = {
      hello: () => ({ versions: { peer: id } }),
      prepare: () => ({ params, sample }),
      run: ({ steps }) => {
        if (runs++ === failsAt) throw new Error(`${id} ended with SIGKILL and said: out of memory`);
        order.push(`${id}:${steps}`);
        return { milliseconds, loss };
      },
    };
    const leave = async () => open.delete(id);
    return {
      name: id,
      pid: process.pid,
      ask: async (message) => answers[message.type](message),
      stop: leave,
      kill: leave,
    };
  };
  const contestants = Object.keys(behaviours).map((id) => ({ id }));
  return { order, contestants, start, crowd: () => crowd, left: () => open.size };
}

const run = async (behaviours, { room = Infinity, rounds = 2 } = {}) => {
  const fake = fakes(behaviours);
  const lines = [];
  // Room for `room` processes: what is available falls short once so many are open.
  const machine = {
    start: fake.start,
    artifact: () => undefined,
    available: () => (fake.left() < room ? 1e15 : 0),
  };
  const { contestants } = fake;
  const measured = await compare({
    task: TASK,
    contestants,
    rounds,
    log: (line) => lines.push(line),
    machine,
  });
  const peers = contestants.map(({ id }) => id).filter((id) => id !== 'ours');
  return { ...fake, lines, measured, record: recordOf({ ...measured, peers }) };
};

test('all take turns, in the other order every second round, for about a second each', async () => {
  const { order, record, left } = await run({ ours: { milliseconds: 100 }, peer: { milliseconds: 250 } });
  const turns = order.slice(6);
  expect(turns.slice(0, 4)).toEqual(['ours:10', 'peer:4', 'peer:4', 'ours:10']);
  expect(record.best).toBe('peer');
  expect(record.sides.map(({ contestant, ratio }) => [contestant, ratio])).toEqual([
    ['ours', 0.4],
    ['peer', 1],
  ]);
  expect(record.sides[0]).toMatchObject({
    imagesPerSecond: 40,
    milliseconds: 100,
    versions: { peer: 'ours' },
  });
  expect(left()).toBe(0);
});

test('where the memory is short the first one runs in every heat, and links them', async () => {
  const behaviours = { ours: { milliseconds: 10 }, a: { milliseconds: 40 }, b: { milliseconds: 20 } };
  const { measured, record, crowd } = await run(behaviours, { room: 2 });
  expect(measured.heats.map((heat) => Object.keys(heat))).toEqual([
    ['ours', 'a'],
    ['ours', 'b'],
  ]);
  expect(crowd()).toBe(2);
  expect(Object.fromEntries(record.sides.map(({ contestant, ratio }) => [contestant, ratio]))).toEqual({
    ...{ ours: 0.5, a: 2, b: 1 },
  });
});

test('who has another net, other values, a NaN, or dies is named, and the others go on', async () => {
  const { record, lines, left } = await run({
    ours: {},
    bigger: { params: 11 },
    others: { sample: [2] },
    nan: { loss: null },
    dies: { failsAt: 4 },
    peer: { milliseconds: 20 },
  });
  expect(record.sides.map(({ contestant }) => contestant)).toEqual(['ours', 'peer']);
  expect(Object.fromEntries(record.failed.map(({ contestant, failed }) => [contestant, failed]))).toEqual({
    bigger: 'bigger: tiny has 11 parameters there, not 10.',
    others: 'others computes on other values: 2, not 1.',
    nan: 'nan: the result is not finite.',
    dies: 'dies ended with SIGKILL and said: out of memory',
  });
  expect(lines).toHaveLength(4);
  expect(left()).toBe(0);
});

test('a target against one contestant has its own ratio, none where that failed', async () => {
  const { measured } = await run({
    ours: { milliseconds: 10 },
    fast: { milliseconds: 5 },
    slow: { milliseconds: 40 },
  });
  const record = (against) =>
    recordOf({ ...measured, task: { ...TASK, target: { ratio: 0.5, against } }, peers: ['fast', 'slow'] })
      .sides[0];
  expect(record('slow')).toMatchObject({ ratio: 2, ratioToTarget: 0.25 });
  expect(record('absent').ratioToTarget).toBeUndefined();
});

test('where everybody fails there is a result that says so', async () => {
  const { record } = await run({ ours: { params: 1 }, peer: { params: 1 } });
  expect([record.sides, record.best, record.failed.length]).toEqual([[], undefined, 2]);
});
