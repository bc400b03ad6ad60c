import type { InitialisedNet } from './initialisation-net.ts';

/** What became of one net of the experiment `initialisation`. */
export interface InitialisedNetResult extends InitialisedNet {
  /** Its name, such as `plain20 xavier`; nets with batch normalization end in `bn`. */
  readonly name: string;
  /** Standard deviation of what each convolution returns before training, in the order of the signal. */
  readonly deviations: readonly number[];
  /** Norm of the loss's gradient for the kernel of each convolution before training, in the order of the signal. */
  readonly gradientNorms: readonly number[];
  /** Loss of each step's batch. */
  readonly losses: readonly number[];
  /** Mean loss over the last tenth of the steps; NaN (null in JSON) for a net that diverged. */
  readonly endLoss: number;
  /** Step after which the mean loss of a tenth of the steps was first below the bar; null if it never was. */
  readonly startStep: number | null;
  /** Whether `endLoss` is below the bar. */
  readonly starts: boolean;
  /** Share of training images that were classified wrongly after training, as a fraction of 1. */
  readonly trainError: number;
  /** Why training ended before its last step, in one sentence; absent when it did not. */
  readonly stopped?: string;
}

/** What the experiment `initialisation` found with one seed. */
export interface InitialisationResult {
  /** Loss of an answer that knows how frequent each class is, and nothing of the image. */
  readonly chanceLoss: number;
  /** Loss below which a net counts as one that has started to learn: nine tenths of `chanceLoss`. */
  readonly bar: number;
  /** The nets in the order in which they were trained. */
  readonly nets: readonly InitialisedNetResult[];
}

/** Whether, and after which step, losses of batches come below a bar, by their mean over a tenth of the steps. */
export function startOfLearning(
  losses: readonly number[],
  steps: number,
  bar: number,
): Pick<InitialisedNetResult, 'endLoss' | 'startStep' | 'starts'> {
  const size = Math.max(1, Math.round(steps / 10));
  const meanBefore = (end: number): number =>
    losses.slice(end - size, end).reduce((sum, loss) => sum + loss, 0) / size;
  const endLoss = losses.length < steps ? Number.NaN : meanBefore(losses.length);
  let startStep: number | null = null;
  for (let end = size; end <= losses.length && startStep === null; end++)
    if (meanBefore(end) < bar) startStep = end;
  return { endLoss, startStep, starts: endLoss < bar };
}
