import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from './library/cache-folder.ts';

/** A copy of tfjs-core on the disk. */
export interface TfjsCopy {
  /** Its folder. */
  readonly folder: string;
  readonly version: string;
}

/** A package of TensorFlow.js that is released together with tfjs-core, under the same version. */
export interface TfjsPackage {
  /** For example `@tensorflow/tfjs`. */
  readonly name: string;
  readonly version: string;
}

/** A package manager. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** Where it is known. */
  readonly version?: string;
}

/** What is installed in a project. */
export interface PackageFacts {
  /** All copies of tfjs-core that a program of the project could load. */
  readonly copies: readonly TfjsCopy[];
  /** Those that the project's own package.json names; each wants the tfjs-core of its version. */
  readonly together: readonly TfjsPackage[];
  readonly manager: PackageManager;
  /** tfjs-node and tfjs-node-gpu where they are installed without their library: their install script did not run, or failed. */
  readonly withoutLibrary: readonly string[];
}

const CORE = '@tensorflow/tfjs-core';
const TOGETHER = [
  ...['tfjs', 'tfjs-layers', 'tfjs-converter', 'tfjs-data', 'tfjs-node', 'tfjs-node-gpu'],
  ...['tfjs-backend-cpu', 'tfjs-backend-wasm', 'tfjs-backend-webgl'],
].map((name) => `@tensorflow/${name}`);
/** Packages that bring a tfjs-core of their own where the versions do not agree. */
const USERS = [
  ...TOGETHER,
  'skipjack',
  ...['tensorflow', 'blocks', 'models', 'recipes', 'datasets'].map((name) => `@skipjack/${name}`),
];

/** Looks at a project's packages: from the folder of a program up to the root, as Node does. */
export function gatherPackageFacts(options: {
  readonly folder: string;
  readonly environment: Environment;
}): PackageFacts {
  const { folder, environment } = options;
  const users = USERS.map((name) => packageFolder(folder, name)).filter((found) => found !== undefined);
  const copies = new Map<string, TfjsCopy>();
  const add = (found: string | undefined): void => {
    const copy = found === undefined ? undefined : copyIn(found);
    if (copy) copies.set(copy.folder, copy);
  };
  add(packageFolder(folder, CORE));
  for (const user of users) add(packageFolder(realpathSync(user), CORE));
  for (const modules of ancestors(folder).map((one) => join(one, 'node_modules'))) {
    // pnpm's store of the project, and what npm nests below a package.
    for (const name of list(join(modules, '.pnpm')).filter((one) => one.startsWith('@tensorflow+tfjs-core@')))
      add(join(modules, '.pnpm', name, 'node_modules', CORE));
    for (const name of packagesIn(modules)) add(join(modules, name, 'node_modules', CORE));
  }
  return {
    copies: [...copies.values()],
    together: together(folder),
    manager: packageManager(folder, environment),
    withoutLibrary: ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'].filter((name) => {
      const found = packageFolder(folder, name);
      return found !== undefined && !existsSync(join(found, 'deps', 'lib'));
    }),
  };
}

function together(folder: string): TfjsPackage[] {
  const project = ancestors(folder).find((one) => existsSync(join(one, 'package.json')));
  const { dependencies, devDependencies, optionalDependencies } = project ? manifestIn(project) : {};
  const named = { ...dependencies, ...devDependencies, ...optionalDependencies };
  return TOGETHER.filter((name) => Object.hasOwn(named, name)).flatMap((name) => {
    const found = packageFolder(folder, name);
    const version = found === undefined ? undefined : manifestIn(found).version;
    return version === undefined ? [] : [{ name, version }];
  });
}

/** Where a file in `folder` would import a package from. Unlike Node's own answer it does not know NODE_PATH, which others set. */
function packageFolder(folder: string, name: string): string | undefined {
  return ancestors(folder)
    .map((one) => join(one, 'node_modules', name))
    .find((one) => existsSync(join(one, 'package.json')));
}

function copyIn(folder: string): TfjsCopy | undefined {
  try {
    const real = realpathSync(folder);
    const { version } = manifestIn(real);
    return version === undefined ? undefined : { folder: real, version };
  } catch {
    return undefined;
  }
}

type Named = Readonly<Record<string, string>>;

/** What is of interest in a folder's package.json; nothing where that is damaged. */
function manifestIn(folder: string): {
  readonly version?: string;
  readonly dependencies?: Named;
  readonly devDependencies?: Named;
  readonly optionalDependencies?: Named;
} {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) ?? {}) as object;
  } catch {
    return {};
  }
}

const LOCKFILES = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
] as const;

/** Whose lock file is nearest, or else who runs this process (as `npx` and `pnpm exec` say); npm where nobody says. */
function packageManager(folder: string, environment: Environment): PackageManager {
  for (const one of ancestors(folder)) {
    const lock = LOCKFILES.find(([file]) => existsSync(join(one, file)));
    if (lock) return withVersion(lock[1], environment);
  }
  const name = /^(npm|pnpm|yarn|bun)\//.exec(environment['npm_config_user_agent'] ?? '')?.[1];
  return withVersion((name as PackageManager['name'] | undefined) ?? 'npm', environment);
}

function withVersion(name: PackageManager['name'], environment: Environment): PackageManager {
  const agent = environment['npm_config_user_agent'] ?? '';
  const version = new RegExp(`^${name}/(\\S+)`).exec(agent)?.[1];
  return version === undefined ? { name } : { name, version };
}

function ancestors(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...ancestors(dirname(folder))];
}

function packagesIn(modules: string): string[] {
  return list(modules).flatMap((name) =>
    name.startsWith('@') ? list(join(modules, name)).map((one) => `${name}/${one}`) : [name],
  );
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
