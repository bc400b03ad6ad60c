/** The entropy of labels in nats: the loss of the best answer that does not look at the image. */
export function chanceLossOf(labels: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] ?? 0;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / labels.length) * Math.log(count / labels.length);
  return entropy;
}
