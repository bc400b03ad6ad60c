import { defineConfig } from 'vitest/config';

// Tests run on the sources: this condition is in every package's `exports` and no consumer sets it.
const conditions = ['@skipjack/source'];
const project = (name: string, include: string[], timeout: number) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    include,
    testTimeout: timeout,
    hookTimeout: timeout,
    pool: 'forks' as const,
    execArgv: ['--conditions=@skipjack/source'],
  },
});

export default defineConfig({
  test: {
    projects: [
      {
        ...project('unit', ['packages/*/src/**/*.test.ts'], 60_000),
      },
      { ...project('slow', ['packages/*/test/**/*.test.ts'], 600_000) },
    ],
  },
});
