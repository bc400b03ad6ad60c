import { io as tfjsIo } from '@tensorflow/tfjs';
import { fileSystem } from '../io/file-router.ts';

/** `tf.io` with what tfjs-node adds to it. */
export type NodeIo = typeof tfjsIo & {
  /** Saves to a folder and loads from it, see the function of that name in `@skipjack/tensorflow`. */
  readonly fileSystem: typeof fileSystem;
  /** A model at an HTTP address. */
  readonly nodeHTTPRequest: typeof nodeHTTPRequest;
};

/**
 * A model at an HTTP address; the same as `browserHTTPRequest(path, { requestInit, weightPathPrefix })`.
 *
 * @param path - the address, of `model.json` to load
 * @param requestInit - as for `fetch()`
 * @param weightPathPrefix - where the weights are, when not beside `model.json`
 */
export function nodeHTTPRequest(
  path: string,
  requestInit?: RequestInit,
  weightPathPrefix?: string,
): tfjsIo.IOHandler {
  return tfjsIo.browserHTTPRequest(path, {
    ...(requestInit === undefined ? {} : { requestInit }),
    ...(weightPathPrefix === undefined ? {} : { weightPathPrefix }),
  });
}

/** `tf.io` of TensorFlow.js, with `fileSystem` and `nodeHTTPRequest`. */
export const io: NodeIo = { ...tfjsIo, fileSystem, nodeHTTPRequest };
