import type { CommandContext } from './degradation-command.ts';
import { withInterrupts } from './interrupts.ts';
import { transferProgress } from './transfer-progress.ts';

/** The options of `skipjack engine install`. */
export interface EngineInstallFlags {
  /** `--force` */
  readonly force?: boolean;
}

/**
 * `skipjack engine install`: fetches the pinned TensorFlow library into the cache.
 *
 * @param context - Options, world and packages.
 * @returns The exit code: 0, or that of the signal that stopped it.
 */
export async function engineInstallCommand(context: CommandContext<EngineInstallFlags>): Promise<number> {
  const { flags, io, services } = context;
  const progress = transferProgress(io);
  return await withInterrupts({
    io,
    notice: 'stopping the installation; it can be started again',
    work: async ({ signal, exitCode, beforeExit }) => {
      beforeExit(progress.stop);
      try {
        const { folder, version, installed } = await services.installEngine({
          force: flags.force ?? false,
          signal,
          onProgress: ({ message, fraction }) => progress.show(message, fraction),
        });
        progress.stop();
        const state = installed ? 'installed' : 'already installed';
        io.stdout.write(`TensorFlow ${version} is ${state} in ${folder}\n`);
      } catch (error) {
        if (exitCode() === undefined) throw error;
      } finally {
        progress.stop();
      }
      return exitCode() ?? 0;
    },
  });
}

/**
 * `skipjack engine path`: prints the folder of the library that would be used.
 *
 * @param context - World and packages.
 * @returns The exit code 0.
 */
export async function enginePathCommand(context: CommandContext<object>): Promise<number> {
  const { folder } = await context.services.findLibrary();
  context.io.stdout.write(`${folder}\n`);
  return 0;
}
