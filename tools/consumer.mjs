// The README of @skipjack/blocks in an empty project: packed packages installed with npm, code run, types checked.
// Outside the checkout, so that nothing of the workspace can help.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUpOrExit } from './setup.mjs';
import { ROOT, privateFolder, readJson, toolEnvironment } from './setup/workspace.mjs';

if (!process.argv.includes('--no-setup')) await setUpOrExit();
const { default: ts } = await import('typescript');
const { importsOf } = await import('./boundaries/imports.mjs');
const { packAll } = await import('./packages/pack.mjs');
const { snippetsOf } = await import('./snippets/collect.mjs');

const DOCUMENT = 'packages/blocks/README.md';
const OUTSIDE = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu'];
const MODULES = [
  { name: 'NodeNext', module: 'NodeNext', moduleResolution: 'NodeNext' },
  { name: 'Bundler', module: 'ESNext', moduleResolution: 'Bundler' },
];

let failed = 0;
const report = (right, what, output = '') => {
  console.log(`${right ? 'ok  ' : 'FAIL'} ${what}`);
  if (!right) console.error(output.trim().replaceAll(/^/gm, '  '));
  failed += right ? 0 : 1;
  return right;
};

const project = mkdtempSync(join(tmpdir(), 'skipjack-consumer-'));
const run = (command, args, shell = false) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: project,
    env: toolEnvironment(),
    encoding: 'utf8',
    shell,
    timeout: 600_000,
  });
  return { right: status === 0, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
};

function installPackages(code) {
  const packs = packAll();
  const named = new Set(
    code.flatMap((text) => importsOf({ file: 'a.ts', text }).map(({ specifier }) => specifier)),
  );
  const wanted = new Set(['@skipjack/blocks', ...[...named].filter((name) => packs.has(name))]);
  // What the wanted ones depend on must come from here too, not from a registry.
  for (const name of wanted) {
    const folder = name === 'skipjack' ? name : name.replace('@skipjack/', '');
    for (const dependency of Object.keys(
      readJson(join(ROOT, 'packages', folder, 'package.json')).dependencies ?? {},
    ))
      if (packs.has(dependency)) wanted.add(dependency);
  }
  const versions = OUTSIDE.map(
    (name) => `${name}@${readJson(join(ROOT, 'node_modules', name, 'package.json')).version}`,
  );
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  const npm = run(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--cache',
      join(privateFolder(), 'npm-cache'),
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ]
      .concat([...wanted].map((name) => packs.get(name)))
      .concat(versions),
    process.platform === 'win32',
  );
  return report(npm.right, `npm install ${[...wanted, ...OUTSIDE].join(' ')}`, npm.output)
    ? wanted
    : undefined;
}

function checkNothingElse(wanted) {
  const modules = join(project, 'node_modules');
  const ours = readdirSync(join(modules, '@skipjack')).map((name) => `@skipjack/${name}`);
  const more = ours.filter((name) => !wanted.has(name));
  report(more.length === 0, 'nothing else of ours was installed', more.join(', '));
}

function runCode(snippets) {
  for (const [index, { line, code }] of snippets.entries()) {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
      },
    });
    const file = join(project, `snippet-${index}.js`);
    writeFileSync(file, outputText);
    const { right, output } = run(process.execPath, [file]);
    report(right, `${DOCUMENT}:${line} runs`, output);
  }
}

function checkTypes(snippets) {
  mkdirSync(join(project, 'src'));
  for (const [index, { code }] of snippets.entries())
    writeFileSync(join(project, 'src', `snippet-${index}.ts`), `${code}export {};\n`);
  for (const { name, ...resolution } of MODULES) {
    const compilerOptions = {
      ...resolution,
      strict: true,
      noEmit: true,
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      types: [],
      skipLibCheck: true,
    };
    const config = join(project, `tsconfig.${name}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, include: ['src'] }));
    const { right, output } = run(process.execPath, [
      join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
      '-p',
      config,
    ]);
    report(right, `a TypeScript project with ${name} resolution compiles it`, output);
  }
}

try {
  const snippets = snippetsOf({
    document: DOCUMENT,
    text: readFileSync(join(ROOT, DOCUMENT), 'utf8'),
  }).filter(({ run: runs }) => runs);
  if (report(snippets.length > 0, `${DOCUMENT} has code to run`)) {
    const wanted = installPackages(snippets.map(({ code }) => code));
    if (wanted !== undefined) {
      checkNothingElse(wanted);
      runCode(snippets);
      checkTypes(snippets);
    }
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
