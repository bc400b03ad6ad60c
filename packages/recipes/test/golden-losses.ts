import { readFileSync } from 'node:fs';
import type { ClassificationLossOptions } from '../src/losses/classification-loss.ts';

/** A loss and its gradient `[samples, classes]`, as PyTorch has them. */
export interface GoldenLoss {
  readonly options: ClassificationLossOptions;
  /** Share of the own labels; null where nothing is mixed. */
  readonly share: number | null;
  readonly loss: number;
  readonly gradient: readonly number[];
}

/** An image of one channel that PyTorch has resized, `[height, width]`. */
export interface GoldenResize {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly pixels: readonly number[];
}

/** What tools/golden/recipe_losses.py has written. */
export interface GoldenLosses {
  readonly samples: number;
  readonly classes: number;
  readonly losses: readonly GoldenLoss[];
  readonly resizes: readonly GoldenResize[];
}

/** Reads the golden file. */
export function readGoldenLosses(): GoldenLosses {
  return JSON.parse(
    readFileSync(new URL('golden/pytorch-losses.json', import.meta.url), 'utf8'),
  ) as GoldenLosses;
}

/** The number at a place of the logits and images that the script has made. */
export const goldenValue = (index: number): number => 4 * Math.sin(index * 12.9898 + 1);
