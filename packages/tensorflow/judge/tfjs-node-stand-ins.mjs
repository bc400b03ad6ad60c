// @ts-check
/** What tfjs-node's specs get where they ask for tfjs-node itself: our drop-in, under the names of its modules. */
import { mkdtempSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

const FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json')),
  'dist',
);

/** Through which every `require` goes, on every Node. */
const LOAD = '_load';

/**
 * @param {{ tf: any, dropIn: any, TensorFlowBackend: any, fileRouter: any }} options `tf` is the package `@tensorflow/tfjs`;
 *   `fileRouter` answers handlers for `file://`
 * @returns {Record<string, unknown>} by the name under which a spec asks for it
 */
export function standIns({ tf, dropIn, TensorFlowBackend, fileRouter }) {
  class TestKernelBackend extends tf.KernelBackend {
    dispose() {}
  }
  /** Called with `new`. */
  function NodeFileSystem(/** @type {string | string[]} */ path) {
    return dropIn.io.fileSystem(path);
  }
  return {
    './index': dropIn,
    '../index': dropIn,
    './nodejs_kernel_backend': { nodeBackend: () => tf.backend(), NodeJSKernelBackend: TensorFlowBackend },
    './callbacks': dropIn,
    './saved_model': dropIn,
    './file_system': { NodeFileSystem, nodeFileSystemRouter: fileRouter },
    '@tensorflow/tfjs-core/dist/jasmine_util': { TestKernelBackend },
    // A development dependency of tfjs-node's, of which its specs use this function.
    tmp: { dirSync: () => ({ name: mkdtempSync(join(process.cwd(), 'tmp-')) }) },
  };
}

/** @param {Record<string, unknown>} replacements for what the specs, and only they, require */
export function takeTheirPlace(replacements) {
  /** @type {any} */
  const loader = Module;
  const load = loader[LOAD];
  loader[LOAD] = (
    /** @type {string} */ request,
    /** @type {{ filename?: string } | undefined} */ parent,
    /** @type {boolean} */ isMain,
  ) => {
    const asker = parent?.filename ?? '';
    const isSpec = asker.startsWith(FOLDER + sep) && asker.endsWith('_test.js');
    return isSpec && Object.hasOwn(replacements, request)
      ? replacements[request]
      : load(request, parent, isMain);
  };
}
