// Type-checks the blocks of every document in one program, as a reader's project would.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT, privateFolder, publicPackages, readJson } from '../setup/workspace.mjs';
import { allSnippets } from './collect.mjs';

const folder = join(privateFolder(), 'snippets');

/** A project with every package of ours installed as a link; files are named after their place in the documents. */
const writeProject = (snippets) => {
  rmSync(folder, { recursive: true, force: true });
  for (const pack of publicPackages()) {
    const link = join(folder, 'node_modules', readJson(join(ROOT, pack, 'package.json')).name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, pack), link, 'junction');
  }
  return snippets.map((snippet, index) => {
    const file = join(folder, `${index}-${snippet.document.replaceAll('/', '-')}.mts`);
    writeFileSync(file, `${snippet.code}export {};\n`);
    return { ...snippet, file };
  });
};

const diagnose = (files) => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const program = ts.createProgram(
    files.map(({ file }) => file),
    { ...options, types: ['node'], declaration: false, isolatedDeclarations: false, noUnusedLocals: false },
  );
  return files.flatMap(({ document, line, file }) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ start = 0, messageText, file: source }) => {
        const place = source?.getLineAndCharacterOfPosition(start).line ?? 0;
        return `${document}:${line + place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      }),
  );
};

const snippets = writeProject(allSnippets());

test(`the ${snippets.length} blocks of all documents have no type error`, () => {
  expect(diagnose(snippets)).toEqual([]);
});

test('a block with a type error is seen', () => {
  const file = join(folder, 'wrong.mts');
  writeFileSync(
    file,
    "import { nothing } from '@skipjack/blocks';\nconst a: number = 'text';\nexport { a, nothing };\n",
  );
  expect(diagnose([{ document: 'wrong.md', line: 10, file }])).toEqual([
    expect.stringMatching(/^wrong\.md:10: Module '"@skipjack\/blocks"' has no exported member 'nothing'/),
    "wrong.md:11: Type 'string' is not assignable to type 'number'.",
  ]);
});
