import { imageFromBytes, resizeImage } from '@skipjack/datasets';
import type { Image, ImageSource } from '@skipjack/datasets';
import { predict } from '@skipjack/recipes';
import { dispose } from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { batchesFor } from './evaluate-run.ts';
import { savedNet } from './saved-net.ts';
import type { SavedNet, SavedNetOptions } from './saved-net.ts';
import { shownCrops } from './shown-crops.ts';

/** Options of {@link predictRun}. */
export interface PredictRunOptions extends SavedNetOptions {
  /** Files of images. */
  readonly images: readonly string[];
  /**
   * Folder that their relative paths start from.
   * @defaultValue the process's
   */
  readonly workingDirectory?: string;
  /**
   * How many classes are named for each, the most probable first.
   * @defaultValue 5
   */
  readonly top?: number;
  /** Told of each image as soon as it is done. */
  readonly onImage?: (image: PredictedImage) => void;
}

/** A class that an image may be of. */
export interface ProbableClass {
  /** The class. */
  readonly label: number;
  /** What it stands for. */
  readonly name: string;
  /** How probable it is, from 0 to 1. */
  readonly probability: number;
}

/** What an image shows, or why that cannot be told. */
export type PredictedImage =
  | {
      /** The file, as it was given. */
      readonly file: string;
      /** The most probable classes. */
      readonly classes: readonly ProbableClass[];
      /** The size that the image was brought from, `[height, width]`, where the recipe does not say how to. */
      readonly resizedFrom?: readonly [number, number];
    }
  | {
      /** The file, as it was given. */
      readonly file: string;
      /** What is wrong with it. */
      readonly error: string;
    };

/**
 * Says what images show, with the net of a run: each is decoded, prepared, normalised and shown to the net as the run's recipe says. Where the
 * recipe changes no sizes, an image of another size is brought to that of the net: its shorter side by a resize, and its middle is kept.
 *
 * @param options - The run and the images.
 * @returns One answer for each image, in their order; a file that cannot be read does not keep the others from theirs.
 * @throws What `savedNet` throws.
 */
export async function predictRun(options: PredictRunOptions): Promise<readonly PredictedImage[]> {
  const { images, onImage, signal } = options;
  const net = await savedNet(options);
  try {
    const answers: PredictedImage[] = [];
    for (const file of images) {
      signal?.throwIfAborted();
      const answer = await answerTo(net, file, options).catch((error: unknown): PredictedImage => {
        const message = error instanceof Error ? error.message : String(error);
        return { file, error: message.includes(file) ? message : `${file}: ${message}` };
      });
      answers.push(answer);
      onImage?.(answer);
    }
    return answers;
  } finally {
    net.dispose();
  }
}

async function answerTo(
  net: SavedNet,
  file: string,
  { workingDirectory = '.', top = 5 }: PredictRunOptions,
): Promise<PredictedImage> {
  const { recipe, model, input } = net;
  const bytes = await readFile(resolve(workingDirectory, file)).catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`${file} cannot be read (${reason}); name a file that is there.`, { cause: error });
  });
  const decoded = await imageFromBytes({ bytes, name: file, channels: input.imageShape[2] === 1 ? 1 : 3 });
  const shown = shownCrops(recipe, recipe.evaluation?.crops, net);
  const image = shown.steps.length === 0 ? fitted(decoded, input.imageShape) : decoded;
  const source: ImageSource = {
    ...{ length: 1, classNames: input.classNames, fingerprint: `file:${file}` },
    imageShape: [image.height, image.width, image.channels],
    ...{ label: () => 0, nameOf: () => file, read: () => image },
  };
  const { images, labels } = await batchesFor(source, shown.steps, input).batch([0]);
  try {
    const { crops, cropSize } = shown;
    const [probabilities = []] = await predict({
      ...{ model, images },
      ...(crops && { crops }),
      ...(cropSize !== undefined && { cropSize }),
    });
    const classes = Array.from(probabilities, (probability, label) => ({
      ...{ label, name: input.classNames[label] ?? String(label), probability },
    }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, top);
    const resized = image === decoded ? {} : { resizedFrom: [decoded.height, decoded.width] as const };
    return { file, classes, ...resized };
  } finally {
    dispose([images, labels]);
  }
}

/** The image in the size that the net was trained with: its middle, of the same shape. */
function fitted(image: Image, [height, width]: SavedNet['input']['imageShape']): Image {
  if (image.height === height && image.width === width) return image;
  const scale = Math.min(image.height / height, image.width / width);
  const part = {
    height: Math.max(1, Math.min(image.height, Math.round(height * scale))),
    width: Math.max(1, Math.min(image.width, Math.round(width * scale))),
  };
  const [top, left] = [(image.height - part.height) >> 1, (image.width - part.width) >> 1];
  return resizeImage({ image, height, width, region: { top, left, ...part } });
}
