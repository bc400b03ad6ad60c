import type { PredictedImage } from '@skipjack/experiments';
import { resolve } from 'node:path';
import { slownessNotice } from './backend-choice.ts';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { runWeights } from './evaluate-command.ts';
import type { RunWeightsFlags } from './evaluate-command.ts';
import { dataPath } from './data-path.ts';
import { withInterrupts } from './interrupts.ts';
import { percent } from './quantities.ts';
import { textTable } from './text-table.ts';

/** The options of `skipjack predict`. */
export interface PredictFlags extends JsonFlags, RunWeightsFlags {
  /** `--top` */
  readonly top: number;
  /** `--data` */
  readonly data?: string;
}

/**
 * `skipjack predict <run> <image...>`: says what images show, with the net of a run.
 *
 * @param context - Options, world and packages.
 * @param path - Folder of a run or of a checkpoint.
 * @param images - Files of images.
 * @returns The exit code: 0, 1 where an image could not be read, or that of the signal that stopped it.
 * @throws UsageError when options do not go together.
 */
export async function predictCommand(
  context: CommandContext<PredictFlags>,
  path: string,
  images: readonly string[],
): Promise<number> {
  const { flags, io, services } = context;
  const { json = false, top, backend, data } = flags;
  const weights = runWeights(flags);
  return await withInterrupts({
    io,
    notice: 'stopping',
    work: async ({ signal, exitCode }) => {
      let failed = 0;
      const printed: PredictedImage[] = [];
      try {
        await services.prepareEngine(backend);
        const notice = slownessNotice(backend);
        if (notice !== undefined) io.stderr.write(`${notice}\n`);
        await services.predictRun({
          ...{ path: resolve(io.workingDirectory, path), ...weights },
          ...{ images, workingDirectory: io.workingDirectory },
          ...{ top, data: dataPath(data, io), signal },
          onImage(image) {
            if ('error' in image) {
              failed += 1;
              io.stderr.write(`skipjack: ${image.error}\n`);
            }
            if (json) printed.push(image);
            else if ('classes' in image) io.stdout.write(text(image));
          },
        });
      } catch (error) {
        if (exitCode() === undefined || error !== signal.reason) throw error;
        return exitCode() ?? 1;
      }
      if (json) io.stdout.write(`${JSON.stringify(printed)}\n`);
      return failed === 0 ? 0 : 1;
    },
  });
}

type Answer = Extract<PredictedImage, { readonly classes: unknown }>;

function text({ file, classes, resizedFrom }: Answer): string {
  const rows = classes.map(({ name, probability }) => [`  ${name}`, percent(probability)]);
  const [, , ...lines] = textTable({ titles: ['', ''], rows }).split('\n');
  const size = resizedFrom === undefined ? '' : ` (resized from ${resizedFrom[1]} x ${resizedFrom[0]})`;
  return `${file}${size}\n${lines.join('\n')}\n`;
}
