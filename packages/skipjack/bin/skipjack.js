#!/usr/bin/env node
// The command itself is in @skipjack/cli; here is only what must work before that can be loaded.
try {
  const { run } = await import('@skipjack/cli');
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  const verbose = process.env.SKIPJACK_DEBUG === '1' || process.argv.includes('--verbose');
  process.stderr.write(
    'skipjack: a part of Skipjack is missing; run `npm run setup` in the checkout, or install skipjack again.\n',
  );
  if (verbose) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}
