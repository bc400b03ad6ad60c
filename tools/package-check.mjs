// `npm run check:packages`: packs every public package and checks the tarball as a user's tools would see it.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { contentProblems } from './packages/content-rules.mjs';
import { packAll } from './packages/pack.mjs';
import { readTarball } from './packages/tarball.mjs';
import { setUpOrExit } from './setup.mjs';
import { STEPS } from './setup/steps.mjs';
import { ROOT, toolEnvironment } from './setup/workspace.mjs';

if (!process.argv.includes('--no-setup')) await setUpOrExit({ steps: STEPS.slice(0, 4) });
const { publint } = await import('publint');
const { formatMessage } = await import('publint/utils');

const publintProblems = async (tarball) => {
  const data = readFileSync(tarball);
  const archive = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: archive }, strict: true, level: 'warning' });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
};

const attwProblems = (tarball) => {
  const attw = join(ROOT, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
  const args = [
    attw,
    tarball,
    '--profile',
    'esm-only',
    '--no-definitely-typed',
    '--no-color',
    '--no-emoji',
    '--format',
    'ascii',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: toolEnvironment(),
    encoding: 'utf8',
  });
  return status === 0 ? [] : [`attw: ${`${stdout}${stderr}`.trim()}`];
};

let failed = 0;
for (const [name, tarball] of packAll()) {
  const files = readTarball(tarball);
  const problems = [...contentProblems(files), ...(await publintProblems(tarball)), ...attwProblems(tarball)];
  const unpacked = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${kilobytes(statSync(tarball).size)} packed, ${kilobytes(unpacked)} in ${files.size} files`,
  );
  for (const problem of problems) console.error(`  ${problem}`);
  failed += problems.length;
}
process.exitCode = failed === 0 ? 0 : 1;
