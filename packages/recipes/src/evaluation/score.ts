/** How a batch of logits compares with its labels. */
export interface Score {
  /** Sum of the samples' cross entropies, in nats. */
  readonly lossSum: number;
  /** Number of samples whose highest logit, the lowest class where several tie, is their label's. */
  readonly correct: number;
  /** Number of samples whose label is among the five highest logits, lower classes first where several tie. */
  readonly topFive: number;
  /** The class answered for each sample; -1 where its logits are none to answer by. */
  readonly answers: Int32Array;
}

/**
 * Scores logits, row by row `[samples, classes]`, in double precision.
 *
 * A row with NaN or +Infinity, or of -Infinity alone, is wrong and its loss NaN. Beside finite logits -Infinity rules a class
 * out: the row is right where the label's logit is the highest, and its loss infinite where the label is ruled out.
 */
export function scoreBatch(logits: ArrayLike<number>, labels: ArrayLike<number>, classes: number): Score {
  let lossSum = 0;
  let correct = 0;
  let topFive = 0;
  const answers = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    const logit = (of: number): number => logits[start + of] ?? Number.NaN;
    const label = labels[row] ?? -1;
    let top = 0;
    for (let of = 1; of < classes; of++) if (logit(of) > logit(top)) top = of;
    let total = 0;
    let before = 0;
    for (let of = 0; of < classes; of++) {
      total += Math.exp(logit(of) - logit(top));
      if (logit(of) > logit(label) || (of < label && logit(of) === logit(label))) before++;
    }
    lossSum += Math.log(total) + logit(top) - logit(label);
    const isAnswer = !Number.isNaN(total);
    answers[row] = isAnswer ? top : -1;
    if (isAnswer && top === label) correct++;
    if (isAnswer && before < 5) topFive++;
  }
  return { lossSum, correct, topFive, answers };
}
