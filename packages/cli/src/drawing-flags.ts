import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CliIo } from './cli-io.ts';
import { UsageError } from './usage-error.ts';

/** The options of the commands that draw nets. */
export interface DrawingFlags {
  /** `--svg`, with the file if one is named. */
  readonly svg?: string | true;
  /** `--detail` */
  readonly detail?: 'stages' | 'blocks' | 'layers';
  /** `--theme` */
  readonly theme?: 'light' | 'dark';
}

/**
 * Says what is wrong with a combination of options: one form of output at a time, and nothing that would have no effect.
 *
 * @param forms - The options that choose the output, and whether each is given.
 * @param flags - How a net is drawn.
 * @throws UsageError when two forms are given, or a way to draw without a drawing.
 */
export function checkForms(forms: Readonly<Record<string, boolean>>, flags: DrawingFlags): void {
  const given = Object.keys(forms).filter((form) => forms[form] === true);
  if (given.length > 1)
    throw new UsageError(`${given.join(' and ')} are different outputs; give one of them.`);
  const drawn = forms['--svg'] === true || forms['--mermaid'] === true;
  if (flags.detail !== undefined && !drawn)
    throw new UsageError('--detail is for drawings; give --svg or --mermaid with it.');
  if (flags.theme !== undefined && forms['--svg'] !== true)
    throw new UsageError('--theme is for drawings; give --svg with it.');
}

/**
 * Writes a drawing into its file and prints the name, or prints the drawing itself where no file is named.
 *
 * @param io - The world outside.
 * @param file - What `--svg` says.
 * @param text - The drawing.
 * @throws Error when the file cannot be written.
 */
export async function writeDrawing(
  io: Pick<CliIo, 'workingDirectory'> & { readonly stdout: { write(text: string): unknown } },
  file: string | true,
  text: string,
): Promise<void> {
  if (file === true) {
    io.stdout.write(`${text}\n`);
    return;
  }
  try {
    await writeFile(resolve(io.workingDirectory, file), `${text}\n`);
  } catch (error) {
    throw fileError(file, error);
  }
  io.stdout.write(`${file}\n`);
}

/**
 * Says that a file cannot be written.
 *
 * @param file - The file as the user wrote it.
 * @param error - What the system said.
 * @returns The error to throw.
 */
export function fileError(file: string, error: unknown): Error {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new Error(
    `${file} cannot be written (${reason}); name a file in a folder that exists and is yours.`,
    {
      cause: error,
    },
  );
}
