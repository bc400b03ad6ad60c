import type { PredictedImage, PredictRunOptions } from '@skipjack/experiments';
import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';

const CAT: PredictedImage = {
  file: 'a.png',
  classes: [
    { label: 0, name: 'cat', probability: 0.875 },
    { label: 1, name: 'big dog', probability: 0.125 },
  ],
};
const RESIZED: PredictedImage = { ...CAT, file: 'b.png', resizedFrom: [100, 200] };
const BAD: PredictedImage = {
  file: 'c.png',
  error: 'c.png cannot be read (ENOENT); name a file that is there.',
};

async function predict(
  argv: string[],
  answers: readonly PredictedImage[],
): Promise<{ code: number; io: CapturedIo; asked: PredictRunOptions | undefined }> {
  const io = capturedIo();
  let asked: PredictRunOptions | undefined;
  const services = fakeServices({
    predictRun: async (options) => {
      asked = options;
      for (const answer of answers) options.onImage?.(answer);
      return answers;
    },
  });
  return { code: await runWith({ argv: ['predict', ...argv], io, services }), io, asked };
}

test('the classes of each image, the most probable first', async () => {
  const { code, io, asked } = await predict(
    ['run', 'a.png', 'b.png', '--top', '2', '--best'],
    [CAT, RESIZED],
  );
  expect(code).toBe(0);
  expect(asked).toMatchObject({
    ...{ path: '/nowhere/run', kind: 'best', averages: 'auto', images: ['a.png', 'b.png'], top: 2 },
    workingDirectory: '/nowhere',
  });
  expect(io.stdout.text).toBe(
    'a.png\n  cat      87.50 %\n  big dog  12.50 %\n\nb.png (resized from 200 x 100)\n  cat      87.50 %\n  big dog  12.50 %\n\n',
  );
});

test('a bad file is named, does not stop the others, and gives the exit code 1', async () => {
  const { code, io } = await predict(['run', 'c.png', 'a.png'], [BAD, CAT]);
  expect(code).toBe(1);
  expect(io.stderr.text).toBe('skipjack: c.png cannot be read (ENOENT); name a file that is there.\n');
  expect(io.stdout.text).toContain('cat');
  const json = await predict(['run', 'c.png', 'a.png', '--json'], [BAD, CAT]);
  expect({ code: json.code, answers: JSON.parse(json.io.stdout.text) as unknown }).toEqual({
    ...{ code: 1, answers: [BAD, CAT] },
  });
});

test('a signal stops it with its exit code', async () => {
  const io = capturedIo();
  const services = fakeServices({
    predictRun: async ({ signal }) => {
      io.signals.emit('SIGTERM');
      throw signal?.reason;
    },
  });
  expect(await runWith({ argv: ['predict', 'run', 'a.png'], io, services })).toBe(143);
});

test.each<[string[], string]>([
  [['run'], "missing required argument 'image'"],
  [['run', 'a.png', '--top', '0'], '--top must be a whole number of at least 1; got "0".'],
  [['run', 'a.png', '--best', '--last'], '--best and --last are different checkpoints; give one of them.'],
])('predict %j is refused', async (argv, message) => {
  const { code, io, asked } = await predict(argv, []);
  expect(io.stderr.text).toContain(message);
  expect({ code, asked }).toEqual({ code: 2, asked: undefined });
});
