import { readFileSync } from 'node:fs';
import type { Library } from './golden-weights.ts';

/** What a golden file has of a head: the norm of all logits, and of each image one logit in `every`. */
interface Head {
  readonly norm: number;
  readonly logits: readonly (readonly number[])[];
}

/** One training step: the loss, and the norms of the gradients of all weights, by their names in the library. */
interface Training {
  readonly size: number;
  readonly images: number;
  readonly loss: number;
  readonly norms: Readonly<Record<string, number>>;
  /** Norms of the running statistics after the step. */
  readonly running?: Readonly<Record<string, number>>;
}

/** A file that tools/golden has made. */
export interface Golden {
  readonly every: number;
  readonly size: number;
  readonly images: number;
  readonly heads: Readonly<Record<string, Head>>;
  readonly training?: Training;
}

/** Reads the golden file of a net, by its name in the library. */
export function readGolden(library: Library, name: string): Golden {
  const path = new URL(`golden/${library}-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Golden;
}
