/** What is averaged over the views of an image. */
export type ViewMean = 'probabilities' | 'logits';

/** The mean answer over several views of some images. */
export interface ViewAverage {
  /** Adds the logits `[samples, classes]` of one view. */
  add(logits: ArrayLike<number>): void;
  /** Logits whose softmax is the answer, `[samples, classes]`. */
  result(): ArrayLike<number>;
}

/** The mean of the logits, in double precision. */
function meanLogits(size: number): ViewAverage {
  const total = new Float64Array(size);
  let views = 0;
  return {
    add(logits) {
      views++;
      for (let index = 0; index < size; index++) total[index] = (total[index] ?? 0) + (logits[index] ?? 0);
    },
    result: () => total.map((sum) => sum / views),
  };
}

/** The logarithm of the mean of the softmax, without the underflow of the probabilities themselves. */
function meanProbabilities(samples: number, classes: number): ViewAverage {
  const top = new Float64Array(samples * classes).fill(-Infinity);
  const sum = new Float64Array(samples * classes);
  let views = 0;
  /** Adds `exp(value)` to `sum * exp(top)`. */
  const include = (index: number, value: number): void => {
    const highest = top[index] ?? -Infinity;
    const before = sum[index] ?? 0;
    if (value === -Infinity) return;
    if (value > highest) {
      top[index] = value;
      sum[index] = before * Math.exp(highest - value) + 1;
    } else sum[index] = before + Math.exp(value - highest);
  };
  return {
    add(logits) {
      views++;
      for (let start = 0; start < samples * classes; start += classes) {
        let highest = -Infinity;
        let total = 0;
        for (let of = 0; of < classes; of++) highest = Math.max(highest, logits[start + of] ?? Number.NaN);
        for (let of = 0; of < classes; of++) total += Math.exp((logits[start + of] ?? Number.NaN) - highest);
        const normalizer = highest + Math.log(total);
        for (let of = 0; of < classes; of++)
          include(start + of, (logits[start + of] ?? Number.NaN) - normalizer);
      }
    },
    result: () =>
      sum.map((value, index) => (value === 0 ? -Infinity : (top[index] ?? 0) + Math.log(value / views))),
  };
}

/** An average over the views of `samples` images; over one view it is that view's logits, to the last bit. */
export function viewAverage(samples: number, classes: number, of: ViewMean): ViewAverage {
  const average = of === 'logits' ? meanLogits(samples * classes) : meanProbabilities(samples, classes);
  let only: ArrayLike<number> | undefined;
  let views = 0;
  return {
    add(logits) {
      views++;
      if (views === 1) {
        only = logits;
        return;
      }
      if (only) average.add(only);
      only = undefined;
      average.add(logits);
    },
    result: () => only ?? average.result(),
  };
}
