// The ```ts blocks of the README files and guides: they are code, so they are run and type-checked.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/workspace.mjs';

const FENCE = /^(?<indent> {0,3})(?<ticks>`{3,})(?<info>.*)$/;

/**
 * @typedef {object} Snippet
 * @property {string} document path of the Markdown file, relative to the root
 * @property {number} line of the block's first line of code, counted from 1
 * @property {string} code the block's text
 * @property {boolean} run false for ` ```ts no-run `: type-checked only
 */

/**
 * @param {{ document: string, text: string }} options
 * @returns {Snippet[]} every block whose language is `ts`, each a module of its own
 * @throws {Error} when a block is not closed or carries a word that means nothing
 */
export function snippetsOf({ document, text }) {
  const lines = text.split(/\r?\n/);
  const snippets = [];
  for (let index = 0; index < lines.length; index++) {
    const opening = FENCE.exec(lines[index] ?? '')?.groups;
    if (opening === undefined) continue;
    const first = index + 1;
    const closing = new RegExp(`^ {0,3}\`{${opening.ticks.length},}\\s*$`);
    do index++;
    while (index < lines.length && !closing.test(lines[index]));
    if (index === lines.length) throw new Error(`${document}:${first}: this code block is not closed.`);
    const [language, ...words] = opening.info.trim().split(/\s+/);
    if (language !== 'ts') continue;
    const unknown = words.find((word) => word !== 'no-run');
    if (unknown !== undefined)
      throw new Error(
        `${document}:${first}: "ts ${unknown}" means nothing here; a block is "ts" or "ts no-run".`,
      );
    const code = lines.slice(first, index).map((line) => line.slice(opening.indent.length));
    snippets.push({
      document,
      line: first + 1,
      code: `${code.join('\n')}\n`,
      run: !words.includes('no-run'),
    });
  }
  return snippets;
}

/** Markdown files whose blocks are tested, relative to the root. */
export function documents(root = ROOT) {
  const guide = join(root, 'docs', 'guide');
  return [
    'README.md',
    ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
    ...(existsSync(guide) ? readdirSync(guide) : [])
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/guide/${name}`),
  ].filter((document) => existsSync(join(root, document)));
}

/** Every block of every document. */
export const allSnippets = (root = ROOT) =>
  documents(root).flatMap((document) =>
    snippetsOf({ document, text: readFileSync(join(root, document), 'utf8') }),
  );
