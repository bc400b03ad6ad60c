import { access, constants, open, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import type { ProfileNetOptions } from './profile-net.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack profile`. */
export interface ProfileFlags extends JsonFlags, Omit<ProfileNetOptions, 'net' | 'inference'> {
  /** `--inference` */
  readonly inference?: boolean;
  /** `--trace` */
  readonly trace?: string;
}

/**
 * `skipjack profile <net>`: says where the time of a compiled step goes, by op type and by layer.
 *
 * @param context - Options, world and packages.
 * @param net - The net.
 * @returns The exit code 0.
 * @throws UsageError when there is no such net or it does not take such images; Error when the trace cannot be written.
 */
export async function profileCommand(context: CommandContext<ProfileFlags>, net: string): Promise<number> {
  const { flags, io, services } = context;
  const { batch, size, precision, steps, inference = false, trace, json = false } = flags;
  // Before minutes of measuring.
  if (trace !== undefined) await allowed(trace, () => writable(resolve(io.workingDirectory, trace)));
  const { inputShape, profile, tensorflow } = await asked(
    services.profileNet({ net, batch, size, precision, inference, steps }),
  );
  if (trace !== undefined)
    await written(resolve(io.workingDirectory, trace), trace, await services.chromeTrace(profile));
  const work = inference ? 'inference' : 'training';
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  if (json) {
    const { events: _events, ...times } = profile;
    io.stdout.write(
      `${JSON.stringify({ net, work, precision, inputShape, tensorflow, peakBytes, ...times })}\n`,
    );
    return 0;
  }
  io.stdout.write(
    `${net}, ${work}, ${precision}, images ${inputShape.join('x')}, TensorFlow ${tensorflow}, peak memory of the process ${(peakBytes / 1e9).toFixed(2)} GB\n`,
  );
  io.stdout.write(await services.profileTable(profile));
  if (trace !== undefined)
    io.stdout.write(`\nTrace: ${trace} (open it at ui.perfetto.dev or chrome://tracing)\n`);
  return 0;
}

/** A net or size that there is not is the user's mistake. */
async function asked<T>(profiled: Promise<T>): Promise<T> {
  try {
    return await profiled;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new UsageError(
      error.message
        .replace(
          /^There is no model (.*)\. Did you mean "(.*)"\?$/,
          'Unknown net $1: did you mean $2? `skipjack models` lists them all.',
        )
        .replace(
          /^There is no model (.*)\. Known are .*$/s,
          'Unknown net $1: `skipjack models` lists them all.',
        )
        .replaceAll(/\binputShape\b/g, '--size'),
      { cause: error },
    );
  }
}

async function written(file: string, name: string, text: string): Promise<void> {
  await allowed(name, () => writeFile(file, text));
}

/** Throws unless the file can be written, or made where there is none. Leaves it as it is. */
async function writable(file: string): Promise<void> {
  try {
    await (await open(file, 'r+')).close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await access(dirname(file), constants.W_OK);
  }
}

/** Does something with the trace's file. @throws Error with what to do where that fails. */
async function allowed(name: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(
      `${name} cannot be written (${reason}); name a file in a folder that exists and is yours.`,
      { cause: error },
    );
  }
}
