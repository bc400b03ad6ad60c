import type { ImageDataset, ImageSplit } from '@skipjack/datasets';

function downscaledSplit(split: ImageSplit, factor: number): ImageSplit {
  const [height, width, channels] = split.imageShape;
  const [rows, columns] = [Math.floor(height / factor), Math.floor(width / factor)];
  const images = new Uint8Array(split.length * rows * columns * channels);
  let at = 0;
  for (let sample = 0; sample < split.length; sample += 1) {
    const start = sample * height * width * channels;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        for (let channel = 0; channel < channels; channel += 1) {
          let sum = 0;
          for (let y = row * factor; y < (row + 1) * factor; y += 1) {
            for (let x = column * factor; x < (column + 1) * factor; x += 1)
              sum += split.images[start + (y * width + x) * channels + channel] ?? 0;
          }
          images[at] = Math.round(sum / factor ** 2);
          at += 1;
        }
      }
    }
  }
  return { ...split, imageShape: [rows, columns, channels], images };
}

/**
 * The same data with each square of `factor` by `factor` pixels averaged into one; rows and columns that are left over at the
 * right and bottom are cut off.
 *
 * @throws RangeError if nothing is left of an image.
 */
export function downscaled(dataset: ImageDataset, factor: number): ImageDataset {
  if (factor === 1) return dataset;
  const [height, width, channels] = dataset.imageShape;
  if (factor > Math.min(height, width))
    throw new RangeError(
      `downscale must be at most ${Math.min(height, width)} for images of ${height}x${width} pixels; got ${factor}.`,
    );
  const train = downscaledSplit(dataset.train, factor);
  const test = downscaledSplit(dataset.test, factor);
  const [rows, columns] = train.imageShape;
  const fingerprint = `${dataset.fingerprint}/${factor}`;
  return { ...dataset, imageShape: [rows, columns, channels], fingerprint, train, test };
}
