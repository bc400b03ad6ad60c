import type { io } from '@tensorflow/tfjs-core';
import { checkedPath, pathOfFileUrl } from './file-url.ts';
import { loadModel } from './load-model.ts';
import { saveModel } from './save-model.ts';

/**
 * Saves models to a folder of this machine and loads them again: what a `file://` URL stands for, for a plain path.
 *
 * `model.save(fileSystem('/tmp/net'))` writes `model.json` and its weights into the folder and makes the folder if it is
 * missing; `loadLayersModel(fileSystem('/tmp/net/model.json'))` reads them. A save is all or nothing: until it is complete,
 * the folder has the model that it had before. Layout and arguments are those of `@tensorflow/tfjs-node`, whose models load.
 * @param path - for saving the folder, for loading the `model.json` in it; a relative path starts at the working folder
 * @throws EngineError `INVALID_ARGUMENT` when the path is empty or the model cannot be written as JSON. Saving and loading
 * reject with `FILE_FAILED`, and the path, when files cannot be written or read, or are not what `model.json` says.
 */
export function fileSystem(path: string): io.IOHandler {
  const absolute = checkedPath(path);
  return { save: (artifacts) => saveModel(absolute, artifacts), load: () => loadModel(absolute) };
}

/** Claims `file://` URLs, for saving and for loading; null leaves a URL to tfjs's other routers. */
export function fileRouter(url: string | readonly string[]): io.IOHandler | null {
  const path = typeof url === 'string' ? pathOfFileUrl(url) : undefined;
  return path === undefined ? null : fileSystem(path);
}
