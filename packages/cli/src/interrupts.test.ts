import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import { withInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';

const notice = 'stopping';

test('without a signal there is no exit code, and no listener stays', async () => {
  const io = capturedIo();
  const work = async ({ signal, exitCode }: Interrupts): Promise<string> => `${signal.aborted} ${exitCode()}`;
  expect(await withInterrupts({ io, notice, work })).toBe('false undefined');
  expect(io.signals.listenerCount('SIGINT') + io.signals.listenerCount('SIGTERM')).toBe(0);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)('%s asks the command to stop, and a second one exits at once with %i', async (name, code) => {
  let time = 5000;
  const io = capturedIo({ now: () => time });
  await withInterrupts({
    io,
    notice,
    work: async ({ signal, exitCode }) => {
      io.signals.emit(name);
      expect(signal.aborted).toBe(true);
      expect(exitCode()).toBe(code);
      expect(io.exits).toEqual([]);
      time += 900; // npx's copy of the same Ctrl-C
      io.signals.emit(name);
      expect(io.exits).toEqual([]);
      time += 200;
      io.signals.emit(name);
      expect(io.exits).toEqual([code]);
    },
  });
  expect(io.stderr.text).toBe('\nskipjack: stopping; again after a second stops at once.\n');
});

test('listeners are removed when the command fails', async () => {
  const io = capturedIo();
  const work = async (): Promise<void> => {
    throw new Error('failed');
  };
  await expect(withInterrupts({ io, notice, work })).rejects.toThrow('failed');
  expect(io.signals.listenerCount('SIGINT')).toBe(0);
});
