// Makes a Markdown file a vitest file: each ```ts block in it becomes one test that runs the block as a module.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, publicPackages, readJson } from '../setup/workspace.mjs';
import { documents, snippetsOf } from './collect.mjs';

const MARK = '?snippet=';

const read = (file) =>
  snippetsOf({ document: relative(ROOT, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') });

/** Documents that have a block to run, or a mistake in their blocks, which their test then reports. */
export const documentsWithSnippets = () =>
  documents().filter((document) => {
    try {
      return read(join(ROOT, document)).some(({ run }) => run);
    } catch {
      return true;
    }
  });

/** @returns {import('vitest/config').Plugin} */
export function snippetTests() {
  // A reader installs packages beside the code; here each name leads to that package's sources.
  const sources = new Map(
    publicPackages().map((folder) => [
      readJson(join(ROOT, folder, 'package.json')).name,
      join(ROOT, folder, 'src', 'index.ts'),
    ]),
  );
  return {
    name: 'skipjack:snippets',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source.includes(MARK)) return source;
      if (importer?.includes(MARK) !== true || /^[./]/.test(source)) return undefined;
      return sources.get(source) ?? this.resolve(source, join(ROOT, 'package.json'), { skipSelf: true });
    },
    load(id) {
      const [file, index] = id.split(MARK);
      if (!file.endsWith('.md')) return undefined;
      if (index !== undefined) return read(file)[Number.parseInt(index, 10)].code;
      const tests = read(file).map(({ line, run }, place) =>
        run
          ? `test('${relative(ROOT, file)}:${line}', async () => { await import(${JSON.stringify(`${file}${MARK}${place}.ts`)}); });`
          : '',
      );
      return `import { test } from 'vitest';\n${tests.join('\n')}\n`;
    },
  };
}
