/** How a classifier does on the samples of one class. */
export interface ClassResult {
  /** The class. */
  readonly label: number;
  /** What it stands for, where the data say so. */
  readonly name?: string;
  /** Number of samples of the class. */
  readonly count: number;
  /** Number of them that are classified rightly. */
  readonly correct: number;
  /** Fraction of them that are classified wrongly, from 0 to 1; NaN where there are none. */
  readonly error: number;
}

/** Counts answers by the class that is right. */
export class ClassTable {
  readonly #classes: number;
  readonly #counts: Float64Array;
  readonly #confusion: Float64Array;

  constructor(classes: number) {
    this.#classes = classes;
    this.#counts = new Float64Array(classes);
    this.#confusion = new Float64Array(classes * classes);
  }

  /** Counts samples with their labels and the classes answered; an answer of -1 is none. */
  add(labels: ArrayLike<number>, answers: ArrayLike<number>): void {
    for (let sample = 0; sample < labels.length; sample++) {
      const label = labels[sample] ?? 0;
      const answer = answers[sample] ?? -1;
      const place = label * this.#classes + answer;
      this.#counts[label] = (this.#counts[label] ?? 0) + 1;
      if (answer >= 0) this.#confusion[place] = (this.#confusion[place] ?? 0) + 1;
    }
  }

  /** Samples by the right class, and in each row by the class answered. */
  confusion(): number[][] {
    const classes = this.#classes;
    return Array.from({ length: classes }, (_, label) => [
      ...this.#confusion.subarray(label * classes, (label + 1) * classes),
    ]);
  }

  /** A row for each class. */
  perClass(names: readonly string[] = []): ClassResult[] {
    return Array.from(this.#counts, (count, label) => {
      const correct = this.#confusion[label * (this.#classes + 1)] ?? 0;
      const name = names[label];
      const error = (count - correct) / count;
      return { label, ...(name === undefined ? {} : { name }), count, correct, error };
    });
  }
}
