import type { MachineFacts } from './doctor-facts.ts';
import type { Finding } from './doctor-findings.ts';
import type { PackageManager } from './doctor-packages.ts';

const TFJS = '@tensorflow/tfjs-core';
const LAYERS = '@tensorflow/tfjs-layers';
const NEWEST = '4.22.0';

const ADD = { npm: 'npm install', pnpm: 'pnpm add', yarn: 'yarn add', bun: 'bun add' } as const;
const DEDUPE = {
  npm: 'npm dedupe',
  pnpm: 'pnpm dedupe',
  yarn: 'yarn dedupe',
  bun: 'rm -rf node_modules bun.lock && bun install',
} as const;

/** Several copies of tfjs-core do not see each other's tensors and kernels. */
export function tfjsFinding(facts: MachineFacts): Finding {
  const { ours, users, version } = facts.tfjs;
  const { manager, copies, together } = facts.packages;
  const [add, dedupe] = [ADD[manager.name], DEDUPE[manager.name]];
  if (ours === undefined)
    return {
      level: 'error',
      title: TFJS,
      detail: 'not installed',
      fix: `${add} ${TFJS}@${NEWEST} ${LAYERS}@${NEWEST}`,
    };
  const wanted = version ?? NEWEST;
  // Another version of one of them brings the tfjs-core of that version along, whatever is deduplicated.
  const others = together.filter((other) => other.version !== wanted).map(({ name }) => name);
  const one = `${add} ${[TFJS, ...others].map((name) => `${name}@${wanted}`).join(' ')} && ${dedupe}`;
  if (users !== undefined && users !== ours)
    return {
      level: 'error',
      title: TFJS,
      detail: `two copies, which do not see each other's tensors: ${ours} and ${users}`,
      fix: one,
    };
  if (copies.length > 1)
    return {
      level: 'warning',
      title: TFJS,
      detail: `${version ?? ours}, and ${copies.length} copies are installed, which do not see each other's tensors where a program loads more than one: ${copies
        .map((copy) => `${copy.version} in ${copy.folder}`)
        .join(', ')}`,
      fix: one,
    };
  return { level: 'ok', title: TFJS, detail: version ?? ours };
}

/** Package managers that block install scripts, which Skipjack does not need. */
export function installScripts({ packages: { manager, withoutLibrary } }: MachineFacts): Finding {
  const named = [manager.name, manager.version].filter(Boolean).join(' ');
  const detail = `${named}${blocks(manager) ? ', which blocks them' : ''}: fine, Skipjack needs none`;
  const idle = withoutLibrary.map(
    (name) =>
      `; ${name} is installed without its library, as its script did not run or failed: Skipjack does not need it`,
  );
  return { level: 'ok', title: 'Install scripts', detail: `${detail}${idle.join('')}` };
}

/** pnpm since 10, and bun. */
function blocks({ name, version }: PackageManager): boolean {
  return name === 'bun' || (name === 'pnpm' && Number.parseInt(version ?? '10', 10) >= 10);
}
