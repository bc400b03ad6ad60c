import type { ModelDescription, ModelName } from '@skipjack/models';
import type { Services } from './services.ts';
import { UsageError } from './usage-error.ts';

/** The options of the commands that look at nets. */
export interface NetFlags {
  /** `--input`, `[height, width, channels]`. */
  readonly input?: readonly [number, number, number];
  /** `--classes` */
  readonly classes?: number;
  /** `--compat` */
  readonly compat?: string;
}

/**
 * Reads the value of `--input`, such as `32x32x3`.
 *
 * @param text - What the user wrote.
 * @returns Height, width and channels.
 * @throws UsageError when it is not three positive numbers.
 */
export function inputShape(text: string): [number, number, number] {
  const [, height, width, channels] =
    /^([1-9]\d{0,4})[x×]([1-9]\d{0,4})[x×]([1-9]\d{0,4})$/i.exec(text.trim()) ?? [];
  if (channels !== undefined) return [Number(height), Number(width), Number(channels)];
  throw new UsageError(`--input must be height, width and channels, such as 32x32x3; got "${text}".`);
}

/**
 * Describes a net by its name.
 *
 * @param name - What the user wrote.
 * @param flags - What the net shall be like.
 * @param services - The packages.
 * @returns The description.
 * @throws UsageError when there is no such net, or it has no such form.
 */
export async function describeNet(
  name: string,
  flags: NetFlags,
  services: Services,
): Promise<ModelDescription> {
  const { input, classes, compat } = flags;
  const options = {
    ...(input === undefined ? {} : { inputShape: input }),
    ...(classes === undefined ? {} : { classes }),
    ...(compat === undefined ? {} : { compat }),
  };
  try {
    return await services.describe(name as ModelName, options);
  } catch (error) {
    // What the user asked for is out of range or no option of this net.
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new UsageError(inFlags(error.message), { cause: error });
  }
}

/** The message in the words of the command line. */
function inFlags(message: string): string {
  return message
    .replace(
      /^There is no model (.*)\. Did you mean "(.*)"\?$/,
      'Unknown net $1: did you mean $2? `skipjack models` lists them all.',
    )
    .replace(/^There is no model (.*)\. Known are .*$/s, 'Unknown net $1: `skipjack models` lists them all.')
    .replaceAll(/\binputShape\b/g, '--input')
    .replace(/^(classes|compat) must/, '--$1 must');
}
