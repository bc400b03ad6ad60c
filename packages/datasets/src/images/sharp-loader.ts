import type sharpModule from 'sharp';

/** The function that the package sharp exports. */
export type Sharp = typeof sharpModule;

/** Options of {@link loadSharp}. */
export interface LoadSharpOptions {
  /**
   * Imports the package.
   * @defaultValue an import of `sharp`
   */
  readonly load?: (() => Promise<{ readonly default: Sharp }>) | undefined;
}

let loaded: Promise<Sharp> | undefined;

/**
 * Loads the optional package sharp, once.
 *
 * @param options - Where it comes from.
 * @throws Error when it is not installed, or its binary does not fit this machine; the message says how to install it.
 */
export function loadSharp(options: LoadSharpOptions = {}): Promise<Sharp> {
  if (options.load !== undefined) return imported(options.load);
  loaded ??= imported(() => import('sharp'));
  return loaded;
}

async function imported(load: () => Promise<{ readonly default: Sharp }>): Promise<Sharp> {
  try {
    return (await load()).default;
  } catch (cause) {
    throw new Error(
      'Reading image files needs the package sharp, which could not be loaded; install it beside this package with `npm install sharp`.',
      { cause },
    );
  }
}
