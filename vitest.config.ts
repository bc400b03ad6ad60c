import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { documentsWithSnippets, snippetTests } from './tools/snippets/vite-plugin.mjs';

// Tests run on the sources: this condition is in every package's `exports` and no consumer sets it.
const conditions = ['@skipjack/source'];

interface ProjectOptions {
  readonly name: string;
  readonly include: string[];
  readonly exclude?: string[];
  /** Milliseconds. */
  readonly timeout: number;
}

const project = ({ name, include, exclude = [], timeout }: ProjectOptions) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', ...exclude],
    testTimeout: timeout,
    hookTimeout: timeout,
    pool: 'forks' as const,
    execArgv: ['--conditions=@skipjack/source', '--expose-gc'],
  },
});

const SNIPPET_TYPES = 'tools/snippets/type-check.test.mjs';

const config: ViteUserConfig = defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      project({ name: 'unit', include: ['packages/*/src/**/*.test.ts'], timeout: 60_000 }),
      project({ name: 'slow', include: ['packages/*/test/**/*.test.ts'], timeout: 600_000 }),
      project({ name: 'examples', include: ['examples/*/*.test.ts'], timeout: 300_000 }),
      project({
        name: 'tools',
        include: ['tools/**/*.test.mjs', 'benches/**/*.test.mjs'],
        exclude: [SNIPPET_TYPES],
        timeout: 60_000,
      }),
      {
        ...project({ name: 'docs', include: [...documentsWithSnippets(), SNIPPET_TYPES], timeout: 120_000 }),
        plugins: [snippetTests()],
      },
    ],
  },
});

export default config;
