import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Capture, capturedIo } from '../test/capture.ts';
import { degradation, finish } from '../test/degradation-run.ts';
import { TINY } from '../test/fake-services.ts';
import type { Services } from './services.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skipjack-cli-'));
  const made = folder;
  onTestFinished(() => rm(made, { recursive: true, force: true }));
});

test('Ctrl-C ends the training with a report and exit code 130', async () => {
  const io = capturedIo({ workingDirectory: folder });
  const { code } = await degradation(
    folder,
    '',
    {
      reproduceDegradation: async (options) => {
        io.signals.emit('SIGINT');
        expect(options.signal?.aborted).toBe(true);
        return { ...(await finish(options)), complete: false };
      },
    },
    io,
  );
  expect(code).toBe(130);
  expect(io.stderr.text).toContain(
    'skipjack: stopping; the report of what is done will be written; again after a second stops at once.',
  );
  expect(io.stdout.text).toContain(
    'The run was stopped before its end: plain56, resnet20 and resnet56 were not started.\n\nReport: runs/degradation-1/report.html\n',
  );
  expect(io.signals.listenerCount('SIGINT')).toBe(0);
});

test('nets that were not measured or not started are named', async () => {
  const stopped = async (started: readonly string[]): Promise<string> => {
    const { io } = await degradation(folder, '--nets plain20,resnet8,resnet14', {
      reproduceDegradation: async (options) => {
        for (const [index, net] of started.entries()) {
          options.onEvent?.({ type: 'net', net, index, count: 3, params: 1 });
        }
        return { ...(await finish(options)), complete: false };
      },
    });
    return io.stdout.text;
  };
  expect(await stopped(['plain20', 'resnet8'])).toContain(
    '\nThe run was stopped before its end: resnet8 was not measured yet, resnet14 was not started.\n',
  );
  expect(await stopped(['plain20', 'resnet8', 'resnet14'])).toContain(
    '\nThe run was stopped before its end: resnet8 and resnet14 were not measured yet.\n',
  );
});

test('a second Ctrl-C gives the terminal its cursor and its line wrap back before it ends the process', async () => {
  let time = 0;
  const stderr = new Capture(true);
  let atExit = '';
  const io = capturedIo({
    workingDirectory: folder,
    stderr,
    now: () => time,
    exit: () => {
      atExit = stderr.text;
    },
  });
  const reproduceDegradation: Services['reproduceDegradation'] = async (options) => {
    const summary = await finish(options);
    io.signals.emit('SIGINT');
    time += 1500;
    io.signals.emit('SIGINT');
    return summary;
  };
  await degradation(folder, '', { reproduceDegradation }, io);
  const last = (sequence: string): number => atExit.lastIndexOf(`\u001B[?${sequence}`);
  expect(last('25l')).toBeGreaterThan(-1);
  expect(last('25h')).toBeGreaterThan(last('25l'));
  expect(last('7h')).toBeGreaterThan(last('7l'));
});

test('Ctrl-C while the data are read leaves no folder and exit code 130', async () => {
  const io = capturedIo({ workingDirectory: folder });
  const loadDataset: Services['loadDataset'] = async ({ signal }) => {
    io.signals.emit('SIGTERM');
    signal?.throwIfAborted();
    return TINY;
  };
  const { code, requests } = await degradation(folder, '', { loadDataset }, io);
  expect(code).toBe(143);
  expect(requests).toEqual([]);
  expect(io.stderr.lines).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('a failure while stopping is still told', async () => {
  const io = capturedIo({ workingDirectory: folder });
  const reproduceDegradation = async (): Promise<never> => {
    io.signals.emit('SIGINT');
    throw new Error('no space left on device');
  };
  const { code } = await degradation(folder, '', { reproduceDegradation }, io);
  expect(code).toBe(1);
  expect(io.stderr.text).toContain('skipjack: no space left on device\n');
});

test('a closed pipe does not keep the report from being written', async () => {
  const stdout = new Capture();
  const { code } = await degradation(
    folder,
    '--json',
    {
      reproduceDegradation: async (options) => {
        stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
        return await finish(options);
      },
    },
    { stdout },
  );
  expect(code).toBe(0);
  expect(await readdir(join(folder, 'runs/degradation-1'))).toEqual(['report.html']);
});
