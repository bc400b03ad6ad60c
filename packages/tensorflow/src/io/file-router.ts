import type { io } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';
import { checkedPath, pathOfFileUrl } from './file-url.ts';
import { loadBinaryModel } from './load-binary-model.ts';
import { loadModel } from './load-model.ts';
import { saveModel } from './save-model.ts';

/**
 * Saves models to a folder of this machine and loads them again: what a `file://` URL stands for, for a plain path.
 *
 * `model.save(fileSystem('/tmp/net'))` writes `model.json` and its weights into the folder and makes the folder if it is
 * missing; `loadLayersModel(fileSystem('/tmp/net/model.json'))` reads them. A save is all or nothing: until it is complete,
 * the folder has the model that it had before. Layout and arguments are those of `@tensorflow/tfjs-node`, whose models load.
 * @param path - for saving the folder, for loading the `model.json` in it; a relative path starts at the working folder. Two
 * paths, for loading only, are a graph in a protocol buffer and the manifest of its weights.
 * @throws EngineError `INVALID_ARGUMENT` when a path is empty, there are not one or two, or the model cannot be written as
 * JSON. Saving and loading reject with `FILE_FAILED`, and the path, when files cannot be written or read, or are not what
 * `model.json` says.
 */
export function fileSystem(path: string | readonly string[]): io.IOHandler {
  if (Array.isArray(path)) return twoFiles(path);
  const absolute = checkedPath(path as string);
  return { save: (artifacts) => saveModel(absolute, artifacts), load: () => loadModel(absolute) };
}

function twoFiles(paths: readonly string[]): io.IOHandler {
  const [topology, manifest, ...more] = paths.map((path) => checkedPath(path));
  if (topology === undefined || manifest === undefined || more.length > 0)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `file paths must have a length of 2, (actual length is ${paths.length}).`,
    );
  return {
    save: async () => {
      throw new EngineError(
        'INVALID_ARGUMENT',
        'Cannot perform saving to multiple paths; name one folder instead.',
      );
    },
    load: () => loadBinaryModel(topology, manifest),
  };
}

/** Claims `file://` URLs, for saving and for loading; null leaves a URL to tfjs's other routers. */
export function fileRouter(url: string | readonly string[]): io.IOHandler | null {
  const [path, ...more] = (typeof url === 'string' ? [url] : url).map(pathOfFileUrl);
  if (path === undefined || more.includes(undefined)) return null;
  return fileSystem(typeof url === 'string' ? path : [path, ...more.filter((one) => one !== undefined)]);
}
