// @ts-check
/** The packages to compare with. They live apart from the workspace: with their own tfjs, and their install scripts are not run. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const wantedFile = fileURLToPath(new URL('./peers.json', import.meta.url));

/** Where everything lies that the benchmarks need beside the workspace. */
export const PEERS = fileURLToPath(new URL('../.skipjack/bench', import.meta.url));

/** Installs what peers.json names, once. */
export function installPeers() {
  const wanted = readFileSync(wantedFile, 'utf8');
  const stamp = `${PEERS}/installed.json`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(PEERS, { recursive: true });
  copyFileSync(wantedFile, `${PEERS}/package.json`);
  console.log('Installing the packages to compare with into .skipjack/bench ...');
  const { status } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: PEERS, stdio: 'inherit', shell: process.platform === 'win32' },
  );
  if (status !== 0)
    throw new Error(
      `npm install in ${PEERS} failed with code ${status}; check the network and run it again.`,
    );
  writeFileSync(stamp, wanted);
}
