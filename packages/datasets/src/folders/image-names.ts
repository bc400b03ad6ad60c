const EXTENSIONS = new Set(['jpg', 'jpeg', 'png', 'ppm', 'bmp', 'pgm', 'tif', 'tiff', 'webp', 'gif']);

/**
 * Whether a file's name is one of an image, by its extension in any case.
 *
 * @param name - The name.
 */
export function isImageName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !name.startsWith('.') && EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}

/**
 * The order of names that depends on nothing but them: by code units, not by a language.
 *
 * @param a - A name.
 * @param b - Another.
 */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
