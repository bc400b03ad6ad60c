import { getBackend, version_core } from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { createRequire } from 'node:module';

const PACKAGES = ['datasets', 'recipes', 'runs', 'weights'] as const;

/** Versions of what a run's numbers depend on, and the name of the backend that computes them. */
export function runVersions(): Record<string, string> {
  const read = createRequire(import.meta.url);
  const versions = PACKAGES.map((name) => {
    const path = name === 'runs' ? '../../package.json' : `@skipjack/${name}/package.json`;
    return [`@skipjack/${name}`, (read(path) as { readonly version: string }).version] as const;
  });
  return {
    ...Object.fromEntries(versions),
    '@tensorflow/tfjs-core': version_core,
    '@tensorflow/tfjs-layers': version_layers,
    backend: getBackend(),
  };
}
