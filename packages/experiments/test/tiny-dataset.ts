import type { ImageDataset, ImageSplit } from '@skipjack/datasets';

/** Grey 4x4 images of three classes: a bright row at a place that is the class, in noise. */
function split(length: number, shift: number): ImageSplit {
  const images = new Uint8Array(length * 16);
  const labels = Uint8Array.from({ length }, (_, sample) => sample % 3);
  for (let index = 0; index < images.length; index++) {
    const sample = Math.floor(index / 16);
    const row = Math.floor((index % 16) / 4);
    const noise = 40 + 40 * Math.sin(index * 12.9898 + shift);
    images[index] = Math.round(row === sample % 3 ? noise + 150 : noise);
  }
  return { length, imageShape: [4, 4, 1], images, labels };
}

/** A data set small enough for deep nets in plain JavaScript: 24 training and 8 test images. */
export function tinyDataset(): ImageDataset {
  return {
    name: 'rows',
    classNames: ['top', 'middle', 'bottom'],
    imageShape: [4, 4, 1],
    fingerprint: '',
    train: split(24, 0),
    test: split(8, 1),
  };
}
