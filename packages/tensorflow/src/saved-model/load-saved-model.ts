import { EngineError } from '../engine-error.ts';
import { currentBackend } from '../images/current-backend.ts';
import { checkedPath } from '../io/file-url.ts';
import { readSavedGraphs, signatureInfo } from './meta-graphs.ts';
import { openModel, openModelCount } from './open-models.ts';
import { TFSavedModel } from './tf-saved-model.ts';

/**
 * Loads one signature of a SavedModel: what `tf.saved_model.save()` of TensorFlow in Python, or Keras's `export()`, wrote.
 *
 * A SavedModel is a program: its graph may read and write files. Load only models that you trust.
 *
 * @param path - the model's folder, with `saved_model.pb` and `variables/`
 * @param tags - of the graph, exactly all that it has
 * @param signature - name of the signature
 * @throws EngineError `INVALID_ARGUMENT` when the path is no text or the tags are no array; `FILE_FAILED` when the folder has no such model, graph or signature (the error's `cause` says which it
 * has), or it is damaged.
 */
export async function loadSavedModel(
  path: string,
  tags: string[] = ['serve'],
  signature = 'serving_default',
): Promise<TFSavedModel> {
  currentBackend();
  if (!Array.isArray(tags))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `tags must be an array of texts such as ['serve'], got ${String(tags)}.`,
    );
  const graphs = await readSavedGraphs(path);
  const wanted = JSON.stringify([...tags].sort());
  const graph = graphs.find((one) => JSON.stringify([...one.tags].sort()) === wanted);
  if (!graph)
    throw new EngineError('FILE_FAILED', `The SavedModel does not have tags: ${tags.join()}`, {
      cause: new Error(`It has the tags ${graphs.map((one) => one.tags.join()).join(' or ')}.`),
    });
  const found = graph.signatures.get(signature);
  if (!found)
    throw new EngineError('FILE_FAILED', `The SavedModel does not have signature: ${signature}`, {
      cause: new Error(`It has the signatures ${[...graph.signatures.keys()].join(', ') || '(none)'}.`),
    });
  const info = signatureInfo(found, signature);
  return new TFSavedModel(openModel(checkedPath(path), graph.tags), found, info);
}

/** How many graphs of SavedModels are loaded and not disposed; models of one folder and one set of tags share theirs. */
export function getNumOfSavedModels(): number {
  currentBackend();
  return openModelCount();
}
