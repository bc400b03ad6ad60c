// The page that tries the nets and the zoo: bundled in the project where the packed packages are, and served with the .wasm files.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { bundler } from '../size-budget/measure.mjs';

const PROGRAM = `import '@skipjack/wasm';
import '@tensorflow/tfjs-backend-webgl';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { getBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import { NETS } from './nets/nets.ts';
import { tryNets } from './nets/trial.ts';
import { tryModel } from './zoo.mjs';

setWasmPaths('/');
const on = async (backend, work) => {
  if (!(await setBackend(backend))) throw new Error('The backend ' + backend + ' cannot be had here.');
  const before = memory().numTensors;
  const made = await work();
  return { backend: getBackend(), made, left: memory().numTensors - before };
};
globalThis.tryNetsOn = (backend, options) => on(backend, () => tryNets(NETS, options));
globalThis.tryModelOn = (backend, name) => on(backend, () => tryModel(name));
`;

/** Bundles the program and its packages to one file, in the project's folder. */
export async function bundlePage(project) {
  const entry = join(project.folder, 'page.ts');
  writeFileSync(entry, PROGRAM);
  const { rolldown } = await bundler();
  const warnings = [];
  const bundle = await rolldown({
    input: entry,
    cwd: project.folder,
    platform: 'browser',
    logLevel: 'warn',
    onLog: (level, { code, message }) => void (level === 'warn' && warnings.push(`${code}: ${message}`)),
  });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  const chunks = output.filter(({ type }) => type === 'chunk');
  for (const { fileName, code } of chunks) writeFileSync(join(project.folder, fileName), code);
  const outside = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
  return {
    script: chunks.find(({ isEntry }) => isEntry).fileName,
    outside: outside.filter((name) => !chunks.some(({ fileName }) => fileName === name)),
    bytes: chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0),
    warnings,
  };
}

/** Serves the script, the page around it, and the .wasm files, on a free port of this machine. */
export async function servePage(project, { script }) {
  const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/${script}"></script>`;
  const wasm = join(project.folder, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'wasm-out');
  const server = createServer(({ url = '/' }, response) => {
    const name = basename(new URL(url, 'http://localhost').pathname);
    const answer = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
    if (name === '') answer('text/html', page);
    else if (name === script) answer('text/javascript', readFileSync(join(project.folder, script)));
    else if (/^[\w-]+\.wasm$/.test(name)) answer('application/wasm', readFileSync(join(wasm, name)));
    else response.writeHead(404).end();
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
