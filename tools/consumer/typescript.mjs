// TypeScript of ours in a consumer's project: run as JavaScript, and compiled as users compile.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../setup/workspace.mjs';

const RESOLUTIONS = [
  { name: 'NodeNext', module: 'NodeNext', moduleResolution: 'NodeNext' },
  { name: 'Bundler', module: 'ESNext', moduleResolution: 'Bundler' },
];

/** The JavaScript of a module, whose relative imports end in `.js`. */
export const toJavaScript = (text) =>
  ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;

/** Compiles folder `include` of the project without writing anything, once for each way to resolve modules. */
export function compile({ project, include }) {
  return RESOLUTIONS.map(({ name, ...resolution }) => {
    const compilerOptions = {
      ...resolution,
      strict: true,
      noEmit: true,
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      types: [],
      skipLibCheck: true,
      allowImportingTsExtensions: true,
    };
    const config = join(project.folder, `tsconfig.${include}.${name}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, include: [include] }));
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    return { name, ...project.run(process.execPath, [compiler, '-p', config]) };
  });
}
