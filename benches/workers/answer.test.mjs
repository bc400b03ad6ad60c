import { afterEach, expect, test, vi } from 'vitest';
import { answering } from './answer.mjs';

afterEach(() => vi.restoreAllMocks());

test('hello is answered before anything is prepared', async () => {
  expect(await answering(async () => async () => 0)({ type: 'hello' })).toEqual({
    type: 'hello',
    versions: { node: process.version },
  });
});

test('prepare hands the settings over and adds the facts to the answer', async () => {
  const answer = answering(
    async ({ net }) => ({ step: async () => 1, params: net.length }),
    () => '2.21',
  );
  expect(await answer({ type: 'prepare', settings: { net: 'abc' } })).toEqual({
    type: 'ready',
    tensorflow: '2.21',
    params: 3,
  });
});

test('run takes the steps asked for and answers the last loss and the time of one', async () => {
  let steps = 0;
  const answer = answering(async () => async () => ++steps);
  await answer({ type: 'prepare', settings: {} });
  vi.spyOn(performance, 'now').mockReturnValueOnce(100).mockReturnValueOnce(140);
  const { type, loss, milliseconds, rss } = await answer({ type: 'run', steps: 4 });
  expect([type, loss, steps, milliseconds]).toEqual(['time', 4, 4, 10]);
  expect(rss).toBeGreaterThan(1e6);
});

test('an error of the step, and an unknown message, are answers', async () => {
  const answer = answering(async () => async () => {
    throw new RangeError('bad label');
  });
  await answer({ type: 'prepare', settings: {} });
  expect((await answer({ type: 'run', steps: 1 })).message).toMatch(/^RangeError: bad label\n/);
  const unknown = await answer({ type: 'walk' });
  expect([unknown.type, unknown.message.split('\n')[0]]).toEqual([
    'error',
    'Error: there is no message walk; send hello, prepare, run or stop.',
  ]);
});
