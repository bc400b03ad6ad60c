import { grouped } from './quantities.ts';

/** What computes: TensorFlow's library, or a backend of tfjs that needs none. */
export type BackendChoice = 'tensorflow' | 'wasm' | 'cpu';

/** The choices of `--backend`, the default first. */
export const BACKENDS: readonly BackendChoice[] = ['tensorflow', 'wasm', 'cpu'];

/**
 * How many times as long a training step takes as with TensorFlow's library: resnet20, 64 images of 28 x 28 pixels, on two
 * cores. docs/guide/without-the-library.md has the measurement.
 */
export const TIMES_SLOWER: Readonly<Record<Exclude<BackendChoice, 'tensorflow'>, number>> = {
  wasm: 5,
  cpu: 1700,
};

/**
 * Says how much slower a backend is.
 *
 * @param backend - The backend.
 * @returns One sentence, or two where patience will not do; undefined for TensorFlow's library.
 */
export function slownessNotice(backend: BackendChoice): string | undefined {
  if (backend === 'tensorflow') return undefined;
  const notice = `The backend ${backend} is about ${grouped(TIMES_SLOWER[backend])} times slower than TensorFlow's library (a training step of resnet20 on two cores).`;
  return backend === 'cpu' ? `${notice} --backend wasm is much faster.` : notice;
}
