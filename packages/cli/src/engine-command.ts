import type { CommandContext } from './degradation-command.ts';
import { withInterrupts } from './interrupts.ts';
import { textTable } from './text-table.ts';
import { transferProgress } from './transfer-progress.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack engine install`. */
export interface EngineInstallFlags {
  /** `--gpu` */
  readonly gpu?: boolean;
  /** `--force` */
  readonly force?: boolean;
  /** `--dry-run` */
  readonly dryRun?: boolean;
  /** `--json` */
  readonly json?: boolean;
}

/**
 * `skipjack engine install`: fetches the pinned TensorFlow library into the cache; with `--gpu` that for NVIDIA's GPUs, with
 * NVIDIA's libraries; with `--dry-run` it says what it would do.
 *
 * @param context - Options, world and packages.
 * @returns The exit code: 0, or that of the signal that stopped it.
 * @throws UsageError for `--json` without `--dry-run`.
 */
export async function engineInstallCommand(context: CommandContext<EngineInstallFlags>): Promise<number> {
  const { flags, io, services } = context;
  if (flags.dryRun === true) return await dryRun(context);
  if (flags.json === true)
    throw new UsageError('--json prints what --dry-run says; give both, or leave --json out to install.');
  const progress = transferProgress(io);
  return await withInterrupts({
    io,
    notice: 'stopping the installation; it can be started again',
    work: async ({ signal, exitCode, beforeExit }) => {
      beforeExit(progress.stop);
      try {
        const { folder, version, installed } = await services.installEngine({
          gpu: flags.gpu ?? false,
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

async function dryRun({ flags, io, services }: CommandContext<EngineInstallFlags>): Promise<number> {
  const install = await services.installPlan({ gpu: flags.gpu ?? false });
  if (flags.json === true) {
    io.stdout.write(`${JSON.stringify(install)}\n`);
    return 0;
  }
  const { plan, folder, complete, bytes, freeBytes } = install;
  const place = (member: string): string => (plan.layout === 'flat' ? member.replace(/^.*\//, '') : member);
  io.stdout.write(
    textTable({
      titles: ['wheel', 'version', 'download'],
      rows: plan.wheels.map(({ project, version, bytes: size }) => [project, version, gigabytes(size)]),
    }),
  );
  io.stdout.write('\n');
  io.stdout.write(
    textTable({
      titles: [folder, 'size'],
      rows: plan.wheels.flatMap(({ libraries }) =>
        libraries.map(({ member, bytes: size }) => [`  ${place(member)}`, gigabytes(size)]),
      ),
    }),
  );
  const needs = `${gigabytes(bytes.download)} to download, ${gigabytes(bytes.installed)} on the disk, ${gigabytes(bytes.peak)} on the way`;
  io.stdout.write(`\n${needs}; ${gigabytes(freeBytes)} are free.\n`);
  const state = complete ? 'It is installed already; --force installs it again.' : 'Nothing was done.';
  io.stdout.write(`${state}\n`);
  return 0;
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
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
