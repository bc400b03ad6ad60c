// What one named import of a built package adds to a user's bundle.
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../setup/workspace.mjs';

/** rolldown comes with vite, and vite with vitest. */
export async function bundler() {
  const vitest = createRequire(realpathSync(join(ROOT, 'node_modules', 'vitest', 'package.json')));
  const vite = createRequire(vitest.resolve('vite/package.json'));
  return await import(pathToFileURL(vite.resolve('rolldown')).href);
}

/** The names of the functions and classes that a built package exports. */
export async function exportedFunctions(folder) {
  const file = join(folder, 'dist', 'index.js');
  const exported = await import(pathToFileURL(file).href);
  return Object.keys(exported).filter((name) => typeof exported[name] === 'function');
}

/**
 * Bundles one export as a browser would get it: minified, TensorFlow.js left out.
 *
 * @param {{ folder: string, name: string }} what package and export
 * @returns {Promise<{ bytes: number, gzip: number, modules: { file: string, bytes: number }[] }>}
 */
export async function measure({ folder, name }) {
  const { rolldown } = await bundler();
  const entry = '\0entry';
  const bundle = await rolldown({
    input: entry,
    platform: 'browser',
    external: /^@tensorflow\//,
    treeshake: true,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) =>
          id === entry
            ? `export { ${name} } from ${JSON.stringify(join(folder, 'dist', 'index.js'))};`
            : undefined,
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  const code = output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('');
  const modules = output.flatMap((chunk) =>
    Object.entries('modules' in chunk ? chunk.modules : {}).map(([file, { renderedLength }]) => ({
      file,
      bytes: renderedLength,
    })),
  );
  return { bytes: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length, modules };
}
