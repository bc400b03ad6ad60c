import type { PinnedLibrary, PinnedWheel } from './pinned-wheel.ts';

/**
 * Reads a table of wheels and their libraries, one a line, as `sha256sum` prints them with a size:
 *
 * ```text
 * <sha256> <bytes> <project> <version> <platform>
 *   <sha256> <bytes> <member>[ executable]
 * ```
 * @throws TypeError for a line that is neither.
 */
export function wheelTable(text: string): PinnedWheel[] {
  const wheels: (Omit<PinnedWheel, 'libraries'> & { readonly libraries: PinnedLibrary[] })[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [sha256 = '', size = '', ...rest] = line.trim().split(' ');
    const bytes = Number(size);
    if (!/^[0-9a-f]{64}$/.test(sha256) || !(Number.isInteger(bytes) && bytes > 0))
      throw new TypeError(`"${line}" has no sha256 and size; the table has one wheel or library a line.`);
    const last = wheels.at(-1);
    if (!line.startsWith(' ')) {
      const [project = '', version = '', platform = ''] = rest;
      wheels.push({ project, version, sha256, bytes, platform, python: PYTHON, libraries: [] });
    } else if (last) {
      const [member = '', executable] = rest;
      last.libraries.push({ member, bytes, sha256, ...(executable ? { executable: true } : {}) });
    } else {
      throw new TypeError(`"${line}" comes before the wheel that has it; put the wheel's line above it.`);
    }
  }
  return wheels;
}

/** The Python whose wheels are pinned: every Python's pip can fetch them. */
const PYTHON = '3.11';
