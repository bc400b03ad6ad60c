import type { Tensor } from '@tensorflow/tfjs-core';

/** Throws unless `labels` is an int32 tensor `[samples]`. */
export function expectLabelTensor(labels: Tensor, samples: number): void {
  if (labels.dtype !== 'int32') {
    throw new TypeError(`labels must be an int32 tensor; got ${labels.dtype}.`);
  }
  if (labels.rank !== 1 || labels.shape[0] !== samples) {
    throw new RangeError(
      `labels must have the shape [${samples}], one for each image of the batch; got [${labels.shape.join(', ')}].`,
    );
  }
}

/** Throws a `RangeError` unless every label is a class: an integer from 0 to `classes - 1`. */
export function expectLabels(labels: ArrayLike<number>, classes: number): void {
  for (let place = 0; place < labels.length; place++) {
    const label = labels[place] ?? Number.NaN;
    if (!(label >= 0 && label < classes)) {
      throw new RangeError(
        `labels must be 0 to ${classes - 1} for ${classes} classes; got ${label} at place ${place} of the batch.`,
      );
    }
  }
}
