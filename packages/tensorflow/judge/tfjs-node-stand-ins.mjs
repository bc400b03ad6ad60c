// @ts-check
/** What tfjs-node's specs get where they ask for tfjs-node itself: our drop-in, under the names of its modules. */
import { mkdtempSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where tfjs-node is. */
export const TFJS_NODE = join(
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json')),
  'dist',
);

/** Through which every `require` goes, on every Node. */
const LOAD = '_load';

/**
 * Specs compare how many native tensors there are before and after. tfjs-node keeps one that is forgotten for ever; ours
 * goes when JavaScript collects it, which may be amid the next spec. Here it stays, so that the counts are exact.
 */
export function keepWhatIsForgotten() {
  /** @type {any} */ (globalThis).FinalizationRegistry = class {
    #kept = new Map();
    register(/** @type {object} */ target, /** @type {unknown} */ _held, token = target) {
      this.#kept.set(token, target);
    }
    unregister(/** @type {object} */ token) {
      return this.#kept.delete(token);
    }
  };
}

/**
 * @typedef {object} DropIn the drop-in, and what of its inside tfjs-node's specs ask for under the names of tfjs-node's own
 * @property {any} dropIn the entry
 * @property {() => string} engineVersion
 * @property {any} TensorFlowBackend
 * @property {any} fileRouter answers handlers for `file://`
 * @property {any} callbacks modules that are one in tfjs-node
 * @property {any} SummaryFileWriter
 */

/** @param {string} engine the built entry of the engine @returns {Promise<DropIn>} */
export async function dropInOf(engine) {
  const load = (/** @type {string[]} */ ...path) =>
    import(pathToFileURL(join(dirname(engine), ...path)).href);
  const { engineVersion, TensorFlowBackend } = await import(pathToFileURL(engine).href);
  const dropIn = await load('tfjs-node', 'index.js');
  const { fileRouter } = await load('io', 'file-router.js');
  const { SummaryFileWriter } = await load('summary', 'summary-file-writer.js');
  const callbacks = await Promise.all(
    ['progbar-logger.js', 'number-display.js', 'tensor-board.js'].map((file) => load('tfjs-node', file)),
  );
  return {
    dropIn,
    engineVersion,
    TensorFlowBackend,
    fileRouter,
    callbacks: Object.assign({}, ...callbacks),
    SummaryFileWriter,
  };
}

/**
 * @param {DropIn & { tf: any }} options `tf` is the package `@tensorflow/tfjs`
 * @returns {Record<string, unknown>} by the name under which a spec asks for it
 */
export function standIns({ tf, dropIn, TensorFlowBackend, fileRouter, callbacks, SummaryFileWriter }) {
  // Where specs of the writer ask how many native tensors there are.
  Object.defineProperty(SummaryFileWriter.prototype, 'backend', { get: () => tf.backend() });
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
    './callbacks': callbacks,
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
    const isSpec = asker.startsWith(TFJS_NODE + sep) && asker.endsWith('_test.js');
    return isSpec && Object.hasOwn(replacements, request)
      ? replacements[request]
      : load(request, parent, isMain);
  };
}
