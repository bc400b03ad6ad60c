import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import * as tf from '@skipjack/tensorflow/tfjs-node';
import { loadTestData, loadTrainData } from './data.js';
import { createModel } from './model.js';

/**
 * Trains on MNIST and evaluates.
 *
 * @param {{ epochs?: number, batchSize?: number, examples?: number, modelSavePath?: string, logs?: string }} options
 *   `examples`: so many of the 60,000 images; `modelSavePath`: a folder for the trained model; `logs`: one for TensorBoard
 * @returns {Promise<{ loss: number, accuracy: number }>} on test images
 */
export async function run({ epochs = 1, batchSize = 128, examples = 60_000, modelSavePath, logs } = {}) {
  const train = loadTrainData(examples);
  const test = loadTestData(Math.ceil(examples / 6));
  const model = createModel();
  model.summary();

  await model.fit(train.images, train.labels, {
    epochs,
    batchSize,
    validationSplit: 0.15,
    callbacks: logs === undefined ? [] : tf.node.tensorBoard(logs),
  });

  const evaluation = model.evaluate(test.images, test.labels);
  const [loss, accuracy] = evaluation.map((value) => value.dataSync()[0]);
  console.log(`\nEvaluation result:\n  Loss = ${loss.toFixed(3)}; Accuracy = ${accuracy.toFixed(3)}`);

  if (modelSavePath !== undefined) {
    await model.save(`file://${modelSavePath}`);
    console.log(`Saved model to path: ${modelSavePath}`);
  }
  tf.dispose([train, test, evaluation]);
  model.optimizer.dispose();
  model.dispose();
  return { loss, accuracy };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      epochs: { type: 'string', default: '1' },
      batch_size: { type: 'string', default: '128' },
      examples: { type: 'string', default: '60000' },
      model_save_path: { type: 'string' },
      logs: { type: 'string' },
    },
  });
  await run({
    epochs: Number(values.epochs),
    batchSize: Number(values.batch_size),
    examples: Number(values.examples),
    modelSavePath: values.model_save_path,
    logs: values.logs,
  });
}
