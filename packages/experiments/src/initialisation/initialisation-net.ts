import { convBn, defineModel, globalPoolClassifier, heNormal, normal } from '@skipjack/blocks';
import type { SeededInitializer } from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** How the weights start: He et al. 2015b, or Glorot and Bengio 2010 as that paper has it. */
export type Initialisation = 'he' | 'xavier';

/** Which plain net. */
export interface InitialisedNet {
  /** Layers with weights, 6n + 2. */
  readonly depth: number;
  /** How the weights start. */
  readonly initialisation: Initialisation;
  /** Whether each convolution is followed by batch normalization, or has a bias instead. */
  readonly batchNorm: boolean;
}

/** Options of {@link initialisedPlainNet}. */
export interface InitialisedNetOptions extends InitialisedNet {
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly seed: number;
}

/** Section 4.2 of He et al. 2015. */
const STAGES = [16, 32, 64] as const;

/**
 * The initialiser of a layer with `fanIn` inputs to each output.
 *
 * He: standard deviation `sqrt(2 / fanIn)`; Xavier: `sqrt(1 / fanIn)`. From one seed both draw the same numbers, so that they
 * differ by the factor alone.
 *
 * Differs from Glorot and Bengio 2010 (equation 12), who divide by the mean of inputs and outputs; He et al. 2015b compare with this form.
 */
export function initializerOf(initialisation: Initialisation, fanIn: number): SeededInitializer {
  if (initialisation === 'he') return heNormal;
  return ({ seed }) => normal({ standardDeviation: Math.sqrt(1 / fanIn), seed });
}

/**
 * A plain net for small images, as the zoo's `cifarPlain` where it has He's weights and batch normalization.
 *
 * Without batch normalization convolutions have a bias, which starts at 0. The caller disposes the model.
 */
export function initialisedPlainNet(options: InitialisedNetOptions): LayersModel {
  const { depth, initialisation, batchNorm, inputShape, classes, seed } = options;
  const order = batchNorm ? 'conv-bn-relu' : 'conv-relu';
  const convolve = (x: SymbolicTensor, name: string, filters: number, stride: number): SymbolicTensor => {
    const initializer = initializerOf(initialisation, 9 * Number(x.shape[3]));
    return convBn(x, { name, filters, kernelSize: 3, stride, order, initializer, seed });
  };
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    let x = convolve(image, 'stem', STAGES[0], 1);
    for (const [s, filters] of STAGES.entries()) {
      for (let b = 0; b < (depth - 2) / 6; b++) {
        const block = `stage${s + 1}_block${b + 1}`;
        x = convolve(x, `${block}_1`, filters, s > 0 && b === 0 ? 2 : 1);
        x = convolve(x, `${block}_2`, filters, 1);
      }
    }
    const initializer = initializerOf(initialisation, STAGES[2]);
    return globalPoolClassifier(x, { classes, initializer, seed });
  };
  return defineModel({ name: partName(options).replaceAll(/\W+/g, '_'), inputShape, layers });
}

/** Name of a net in events, metrics and reports, such as `plain20 xavier` and `plain20 he bn`. */
export function partName({ depth, initialisation, batchNorm }: InitialisedNet): string {
  return `plain${depth} ${initialisation}${batchNorm ? ' bn' : ''}`;
}
