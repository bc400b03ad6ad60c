import { createRequire } from 'node:module';
import { getBackend, version_core } from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';

const PACKAGES = ['datasets', 'models', 'recipes', 'visualize'] as const;

/** Versions of the packages that a run's numbers depend on, and the name of the backend that computes them. */
export function softwareVersions(): Record<string, string> {
  const readPackage = createRequire(import.meta.url);
  const { version } = readPackage('../package.json') as { version: string };
  const versions: Record<string, string> = { '@skipjack/experiments': version };
  for (const name of PACKAGES) {
    const manifest = readPackage(`@skipjack/${name}/package.json`) as { version: string };
    versions[`@skipjack/${name}`] = manifest.version;
  }
  // The blocks are the models' dependency, not ours.
  const fromModels = createRequire(readPackage.resolve('@skipjack/models/package.json'));
  const blocks = fromModels('@skipjack/blocks/package.json') as { version: string };
  return {
    ...versions,
    '@skipjack/blocks': blocks.version,
    '@tensorflow/tfjs-core': version_core,
    '@tensorflow/tfjs-layers': version_layers,
    backend: getBackend(),
  };
}
