// `npm run docs`: one cross-linked reference of all packages in docs/api. Every warning is an error.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUpOrExit } from './setup.mjs';
import { STEPS } from './setup/steps.mjs';
import { ROOT, toolEnvironment } from './setup/workspace.mjs';

// Sources are read, so nothing needs to be built.
if (!process.argv.includes('--no-setup')) await setUpOrExit({ steps: STEPS.slice(0, 3) });
const typedoc = join(ROOT, 'node_modules', 'typedoc', 'bin', 'typedoc');
const { status } = spawnSync(process.execPath, [typedoc], {
  cwd: ROOT,
  env: toolEnvironment(),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
