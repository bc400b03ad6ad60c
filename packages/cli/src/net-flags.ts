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
  /** `--shortcut` */
  readonly shortcut?: string;
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

/** `--shortcut` with a net that has none. */
class NoShortcutError extends UsageError {}

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
  const { input, classes, compat, shortcut } = flags;
  const options = {
    ...(input === undefined ? {} : { inputShape: input }),
    ...(classes === undefined ? {} : { classes }),
    ...(compat === undefined ? {} : { compat }),
    ...(shortcut === undefined ? {} : { shortcut }),
  };
  try {
    return await services.describe(name as ModelName, options);
  } catch (error) {
    // What the user asked for is out of range or no option of this net.
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    if (error.message.includes('has no option "shortcut"'))
      throw new NoShortcutError(`${name} has no shortcuts; leave --shortcut out.`, { cause: error });
    throw new UsageError(inFlags(error.message), { cause: error });
  }
}

/**
 * Describes two nets by their names. `--shortcut` is of those that have shortcuts; the other is as it is.
 *
 * @param names - What the user wrote.
 * @param flags - What the nets shall be like.
 * @param services - The packages.
 * @returns Both descriptions.
 * @throws UsageError when there is no such net, one has no such form, or `--shortcut` is given and neither has any.
 */
export async function describePair(
  [first, second]: readonly [first: string, second: string],
  flags: NetFlags,
  services: Services,
): Promise<readonly [ModelDescription, ModelDescription]> {
  const { shortcut: _shortcut, ...bare } = flags;
  const described = async (name: string, other: string): Promise<ModelDescription> => {
    try {
      return await describeNet(name, flags, services);
    } catch (error) {
      if (!(error instanceof NoShortcutError)) throw error;
      await describeNet(other, flags, services); // throws where it has none, either
      return describeNet(name, bare, services);
    }
  };
  return [await described(first, second), await described(second, first)];
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
    .replace(/^(classes|compat|shortcut) (must|does)/, '--$1 $2');
}
