// What must and must not be inside a published package.
import { posix } from 'node:path';

/** Scripts that npm runs on the machine of whoever installs a package. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];
const UNWANTED =
  /\.test\.|(?:^|\/)(?:test|__tests__|golden)\/|\.tsbuildinfo$|\.tgz$|(?:^|\/)\.(?!well-known)/;

const targets = (value) =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(targets);

/**
 * @param {ReadonlyMap<string, Buffer | string>} files of the tarball, by path
 * @returns {string[]} what is wrong, one sentence each
 */
export function contentProblems(files) {
  const problems = [];
  const expect = (right, problem) => {
    if (!right) problems.push(problem);
  };
  const manifest = JSON.parse(String(files.get('package.json') ?? '{}'));
  for (const name of ['README.md', 'LICENSE']) expect(files.has(name), `${name} is missing.`);
  for (const path of files.keys()) expect(!UNWANTED.test(path), `${path} does not belong into a package.`);

  expect(manifest.type === 'module', '"type" is not "module".');
  expect(manifest.license === 'Apache-2.0', '"license" is not "Apache-2.0".');
  expect(manifest.engines?.node === '>=20.19', '"engines.node" is not ">=20.19".');
  expect(
    manifest.sideEffects === false || Array.isArray(manifest.sideEffects),
    '"sideEffects" is not stated.',
  );
  expect(manifest.exports?.['./package.json'] !== undefined, '"exports" lacks "./package.json".');
  expect(manifest.exports?.['.']?.types !== undefined, '"exports" has no types for ".".');
  expect(manifest.exports?.['.']?.default !== undefined, '"exports" has no default for ".".');
  for (const target of [...targets(manifest.exports), ...targets(manifest.bin)])
    expect(
      files.has(posix.normalize(target)),
      `package.json points at ${target}, which is not in the package.`,
    );
  for (const target of targets(manifest.bin))
    expect(
      String(files.get(posix.normalize(target)) ?? '').startsWith('#!/usr/bin/env node\n'),
      `${target} does not start with "#!/usr/bin/env node".`,
    );
  for (const script of INSTALL_SCRIPTS)
    expect(manifest.scripts?.[script] === undefined, `it has the install script "${script}".`);

  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies'])
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      expect(!/^(?:workspace|catalog|link|file):/.test(range), `${kind} "${name}" has the range "${range}".`);
      expect(
        kind === 'peerDependencies' || !name.startsWith('@tensorflow/'),
        `${kind} has "${name}"; tfjs is a peer, so that there is one copy of it.`,
      );
    }

  for (const [path, content] of files) {
    if (!path.endsWith('.map')) continue;
    const missing = JSON.parse(String(content)).sources.filter(
      (source) => !files.has(posix.join(posix.dirname(path), source)),
    );
    expect(missing.length === 0, `${path} names sources that are not in the package: ${missing.join(', ')}.`);
  }
  return problems;
}
