import { readFileSync } from 'node:fs';

/** A member of a wheel, as it was when the layout was recorded. */
export interface RecordedMember {
  readonly member: string;
  readonly bytes: number;
  /** The name by which others ask for it. */
  readonly soname?: string;
  /** The libraries that it asks for. */
  readonly needed?: readonly string[];
  /** Where it looks for them. */
  readonly runpath?: readonly string[];
  /** How many functions of TensorFlow's C API it exports. */
  readonly cApi?: number;
}

/** A wheel, as it was when the layout was recorded. */
export interface RecordedWheel {
  readonly wheel: string;
  readonly bytes: number;
  readonly sha256: string;
  /** All members that are no header, no Python and no text; of TensorFlow's own wheels the libraries. */
  readonly members: readonly RecordedMember[];
}

/**
 * What is inside the wheels that are pinned: read from the real ones (`readelf -d`; symbols by `readelf --dyn-syms`, and for
 * macOS and Windows by parsers of Mach-O and PE), without their bytes.
 */
export function recordedWheels(
  name: 'linux-x64-gpu' | 'linux-arm64' | 'darwin-arm64' | 'win32-x64',
): readonly RecordedWheel[] {
  const all = JSON.parse(
    readFileSync(new URL('layouts/recorded-wheels.json', import.meta.url), 'utf8'),
  ) as Record<string, RecordedWheel[]>;
  return all[name] ?? [];
}
