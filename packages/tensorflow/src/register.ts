import { engine, io, registerBackend, registerKernel } from '@tensorflow/tfjs-core';
import { TensorFlowBackend } from './backend.ts';
import { EngineError } from './engine-error.ts';
import { registerOwnGradients } from './gradients/own-gradients.ts';
import { promiseTfjsGradients } from './gradients/tfjs-gradients.ts';
import { fileRouter } from './io/file-router.ts';
import { BACKEND_NAME } from './kernels/kernel.ts';
import { KERNELS } from './kernels/kernel-table.ts';
import { watchLayers } from './layers/watch-layers.ts';
import { watchWorkers } from './native/thread-end.ts';

/** Higher than tfjs's own backends (cpu 1, webgl 2), as tfjs-node's: importing the package is choosing it. */
const PRIORITY = 3;

const registered = Symbol.for('@skipjack/tensorflow');

/** tfjs's type of a router has no null, and its registry asks for it where a router does not know a URL. */
const router = (url: string | string[]): io.IOHandler => fileRouter(url) as io.IOHandler;

/** Registers the backend with its kernels and gradients, and `file://` URLs, once. */
function register(): void {
  const globals = globalThis as { [registered]?: true };
  if (engine().registryFactory[BACKEND_NAME] !== undefined) {
    if (globals[registered]) return;
    throw new EngineError(
      'INVALID_ARGUMENT',
      "Another package (probably @tensorflow/tfjs-node) registered the backend 'tensorflow' already; import @skipjack/tensorflow instead of it.",
    );
  }
  globals[registered] = true;
  registerBackend(BACKEND_NAME, () => new TensorFlowBackend(), PRIORITY);
  for (const config of KERNELS) registerKernel(config);
  registerOwnGradients();
  promiseTfjsGradients(KERNELS.map(({ kernelName }) => kernelName));
  io.registerSaveRouter(router);
  io.registerLoadRouter(router);
  watchWorkers();
  watchLayers();
}

register();
