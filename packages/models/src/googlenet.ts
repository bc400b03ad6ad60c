import {
  auxiliaryClassifier,
  convBn,
  defineModel,
  inceptionModule,
  localResponseNormalization,
  maxPool,
} from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ModelStage } from './model-stage.ts';
import { poolingHead } from './net-head.ts';
import type { NetOptions } from './net-options.ts';
import {
  expectAbsent,
  expectBoolean,
  expectDropout,
  expectHead,
  expectOptions,
  expectRoomFor,
  NET_OPTIONS,
} from './option-checks.ts';

/** Columns #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5 and pool proj of table 1. */
type Row = readonly [number, number, number, number, number, number];

/** Table 1: inception 3a and 3b, 4a to 4e, 5a and 5b. */
const STAGES: readonly (readonly Row[])[] = [
  [
    [64, 96, 128, 16, 32, 32],
    [128, 128, 192, 32, 96, 64],
  ],
  [
    [192, 96, 208, 16, 48, 64],
    [160, 112, 224, 24, 64, 64],
    [128, 128, 256, 24, 64, 64],
    [112, 144, 288, 32, 64, 64],
    [256, 160, 320, 32, 128, 128],
  ],
  [
    [256, 160, 320, 32, 128, 128],
    [384, 192, 384, 48, 128, 128],
  ],
];

/** Behind 4a and 4d. */
const AUXILIARY: Readonly<Record<string, string>> = { stage2_block1: 'aux1', stage2_block4: 'aux2' };

/** Height and width in pixels from which on every layer has room; `auxiliary`: the windows of 5x5 of the paper's heads. */
const SMALLEST = { paper: 31, torchvision: 15, auxiliary: 79 };

/** Options of {@link googLeNet}. */
export interface GoogLeNetOptions extends Omit<NetOptions, 'compat'> {
  /**
   * The paper's net, or torchvision's: with batch normalization, a 3x3 kernel where the paper has 5x5, and other details.
   *
   * @defaultValue `'paper'`
   */
  readonly compat?: 'paper' | 'torchvision';
  /**
   * Whether the two heads in the middle of the net are outputs too: `[logits, behind 4a, behind 4d]`.
   *
   * @defaultValue false
   */
  readonly auxiliary?: boolean;
  /**
   * Part of the numbers before the last layer of those two heads that is dropped in training.
   *
   * @defaultValue 0.7
   */
  readonly auxiliaryDropout?: number;
  /**
   * Whether each convolution is followed by batch normalization instead of having a bias; the paper's form then has no
   * local response normalization either.
   *
   * @defaultValue false; true for `compat: 'torchvision'`
   */
  readonly batchNorm?: boolean;
}

/**
 * GoogLeNet, `[batch, 224, 224, 3] -> [batch, 1000]` logits.
 *
 * Differs: with `batchNorm: true` the paper's form has no local response normalization, which batch normalization replaces.
 *
 * @param options - Whose form, auxiliary heads, batch normalization, input shape, classes, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if a word is none of those allowed, an image is too small, or a size, the number of classes or the
 * seed is out of range, or an option is of a head that is not there; TypeError for an option that it does not have.
 * @see Szegedy et al. 2015, table 1, https://arxiv.org/abs/1409.4842
 */
export function googLeNet(options: GoogLeNetOptions = {}): LayersModel {
  expectOptions('googLeNet', options, ['auxiliary', 'auxiliaryDropout', 'batchNorm', ...NET_OPTIONS]);
  const {
    compat = 'paper',
    name = 'googlenet',
    inputShape = [224, 224, 3],
    classes = 1000,
    seed = 0,
  } = options;
  const paper = compat === 'paper';
  const { auxiliary = false, batchNorm = !paper, classifierActivation: activation = 'linear' } = options;
  const { dropout = paper ? 0.4 : 0.2, auxiliaryDropout = 0.7 } = options;
  expectHead({ ...options, classes }, ['paper', 'torchvision']);
  expectBoolean('auxiliary', auxiliary);
  expectBoolean('batchNorm', batchNorm);
  expectDropout('auxiliaryDropout', auxiliaryDropout);
  if (classes === 0 && auxiliary) expectAbsent(options, ['auxiliary'], 'with classes: 0');
  if (!auxiliary) expectAbsent(options, ['auxiliaryDropout'], 'without auxiliary: true');
  expectRoomFor(name, inputShape, SMALLEST[auxiliary && paper ? 'auxiliary' : compat]);
  const style = { batchNorm, epsilon: 1e-3, seed };
  const order = batchNorm ? ('conv-bn-relu' as const) : ('conv-relu' as const);
  const layers = (image: SymbolicTensor): SymbolicTensor | SymbolicTensor[] => {
    const outputs: SymbolicTensor[] = [];
    const convolution = (x: SymbolicTensor, place: string, filters: number, kernelSize: number, stride = 1) =>
      convBn(x, { name: place, filters, kernelSize, stride, order, epsilon: 1e-3, seed });
    const respond = (x: SymbolicTensor, place: string): SymbolicTensor =>
      paper && !batchNorm ? localResponseNormalization(x, { name: place }) : x;
    const pool = (x: SymbolicTensor, place: string, poolSize = 3): SymbolicTensor =>
      maxPool(x, { name: place, poolSize, stride: 2, rounding: 'ceil' });
    let x = respond(pool(convolution(image, 'stem_1', 64, 7, 2), 'stem_1'), 'stem_1');
    x = convolution(convolution(x, 'stem_2', 64, 1), 'stem_3', 192, 3);
    x = respond(x, 'stem_3');
    for (const [s, modules] of STAGES.entries()) {
      x = pool(x, `stage${s + 1}`, s === 2 && !paper ? 2 : 3);
      for (const [b, row] of modules.entries()) {
        const place = `stage${s + 1}_block${b + 1}`;
        x = inceptionModule(x, { ...style, ...widths(row), name: place, kernel5x5: paper ? 5 : 3 });
        const head = auxiliary ? AUXILIARY[place] : undefined;
        if (head === undefined) continue;
        const shape = { classes, activation, pooling: paper ? ('5x5' as const) : ('adaptive' as const) };
        outputs.push(auxiliaryClassifier(x, { ...style, ...shape, name: head, dropout: auxiliaryDropout }));
      }
    }
    const logits = poolingHead(x, { ...options, classes, dropout });
    return outputs.length > 0 ? [logits, ...outputs] : logits;
  };
  return defineModel({ name, inputShape, layers });
}

/** Where the stages of GoogLeNet end: behind inception 3b, 4e and 5b. */
export function googLeNetStages(): ModelStage[] {
  return STAGES.map((modules, s) => {
    const name = `stage${s + 1}` as const;
    const [filters1x1 = 0, , filters3x3 = 0, , filters5x5 = 0, projection = 0] = modules.at(-1) ?? [];
    const channels = filters1x1 + filters3x3 + filters5x5 + projection;
    return { name, layer: `${name}_block${modules.length}_concat`, channels, reduction: 8 * 2 ** s };
  });
}

function widths([filters1x1, reduce3x3, filters3x3, reduce5x5, filters5x5, poolProjection]: Row) {
  return { filters1x1, reduce3x3, filters3x3, reduce5x5, filters5x5, poolProjection };
}
