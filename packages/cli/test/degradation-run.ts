import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWith } from '../src/run.ts';
import type { Services } from '../src/services.ts';
import { capturedIo } from './capture.ts';
import type { CapturedIo } from './capture.ts';
import { fakeServices, summaryOf } from './fake-services.ts';
import type { Request } from './fake-services.ts';

/** A run that ends at once: it tells of one step and writes a report. */
export const finish: Services['reproduceDegradation'] = async (options) => {
  options.onEvent?.({
    type: 'step',
    net: 'plain20',
    step: 10,
    steps: 10,
    loss: 0.5,
    rate: 0.1,
    imagesPerSecond: 1000,
    secondsLeft: 0,
  });
  const file = join(options.out, 'report.html');
  await writeFile(file, '');
  options.onEvent?.({ type: 'report', file });
  return summaryOf(options);
};

/** What came of a command. */
export interface Outcome {
  readonly code: number;
  readonly io: CapturedIo;
  readonly requests: Request[];
}

/** Runs `skipjack reproduce degradation` in a folder with fake packages; the experiment is {@link finish} unless told otherwise. */
export async function degradation(
  workingDirectory: string,
  line: string,
  services: Partial<Services> = {},
  replaced: Partial<CapturedIo> = {},
): Promise<Outcome> {
  const io = capturedIo({ workingDirectory, ...replaced });
  const requests: Request[] = [];
  const { reproduceDegradation = finish } = services;
  const code = await runWith({
    argv: ['reproduce', 'degradation', ...line.split(' ').filter((word) => word !== '')],
    io,
    services: fakeServices({
      ...services,
      reproduceDegradation: async (options) => {
        requests.push(options);
        return await reproduceDegradation(options);
      },
    }),
  });
  return { code, io, requests };
}
