// `npm run check:boundaries`: fails when a package imports what its row in the table does not allow.
import { setUpOrExit } from './setup.mjs';
import { STEPS } from './setup/steps.mjs';
import { ROOT } from './setup/workspace.mjs';

if (!process.argv.includes('--no-setup')) await setUpOrExit({ steps: STEPS.slice(0, 3) });
const { checkBoundaries } = await import('./boundaries/check.mjs');
const { problems, files } = checkBoundaries(ROOT);
for (const problem of problems) console.error(problem);
console.log(`boundaries: ${files} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
