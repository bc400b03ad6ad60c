// @ts-check
// A training step and an inference in plain tfjs, such as any user may write: they run eagerly on tfjs-node, and compiled on ours.

/** Cross entropy of the logits, with 0.3 of the auxiliary heads' (Szegedy et al. 2015, section 5). */
export function lossOf(tf, outputs, labels) {
  const [main, ...auxiliary] = (Array.isArray(outputs) ? outputs : [outputs]).map((logits) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), logits),
  );
  return auxiliary.reduce((sum, loss) => tf.add(sum, tf.mul(loss, 0.3)), main);
}

/**
 * `(images, labels) => loss`: forward in training mode, gradients, momentum SGD with the decay added to the gradients of the kernels.
 * It reads no value and keeps its state in variables, so that it can be recorded.
 */
export function trainingStep(tf, model, { rate, momentum, weightDecay }) {
  const optimizer = tf.train.momentum(rate, momentum);
  const variables = model.trainableWeights.map((weight) => weight.val);
  const decays = variables.filter(({ rank }) => rank >= 2);
  return (images, labels) =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => lossOf(tf, model.apply(images, { training: true }), labels),
        variables,
      );
      for (const variable of decays)
        grads[variable.name] = tf.add(grads[variable.name], tf.mul(variable, weightDecay));
      optimizer.applyGradients(grads);
      return value;
    });
}

/** `images => logits`. */
export const inference = (tf, model) => (images) =>
  tf.tidy(() => {
    const outputs = model.apply(images, { training: false });
    return Array.isArray(outputs) ? outputs[0] : outputs;
  });

/** Runs a function of tensors, disposes the tensor that it returns or promises, and answers its first number. */
export const firstNumber = (run) => async () => {
  const tensor = await run();
  const [value] = await tensor.data();
  tensor.dispose();
  return value;
};

/** Parameters that are trained. */
export const trainableParams = (model) =>
  model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce((size, side) => size * side, 1), 0);
