import { createRequire } from 'node:module';

/**
 * Reads the version of this package.
 *
 * @returns Such as `0.1.0`.
 */
export function cliVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../package.json');
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
