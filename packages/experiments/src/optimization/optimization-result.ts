/** One of two twins: nets with the same layers, with and without shortcuts. */
export interface TwinResult {
  /** Name of the net, such as `plain20`. */
  readonly net: string;
  /** Norm of the loss's gradient for the kernel of each convolution before training, in the order of the signal. */
  readonly gradientsBefore: readonly number[];
  /** The same after training. */
  readonly gradientsAfter: readonly number[];
  /** Loss of each step's batch. */
  readonly losses: readonly number[];
  /** Mean cross entropy on training images after training; not finite (null in JSON) for a net that diverged. */
  readonly trainLoss: number;
  /** Share of training images that were classified wrongly after training, as a fraction of 1. */
  readonly trainError: number;
  /** Why training ended before its last step, in one sentence; absent when it did not. */
  readonly stopped?: string;
}

/** Losses of both architectures at the same places. */
export interface LossProfile {
  /** Losses of the plain net. */
  readonly plain: readonly number[];
  /** Losses of the residual net. */
  readonly residual: readonly number[];
}

/** What was found of the twins of one depth. */
export interface TwinsResult {
  /** Layers with weights. */
  readonly depth: number;
  /** The plain net. */
  readonly plain: TwinResult;
  /** The residual net. */
  readonly residual: TwinResult;
  /** Losses on the line from the plain solution (share 0) to the residual one (share 1), in both architectures; null before it is measured. */
  readonly line: LossProfile | null;
  /** Losses along random directions around each net's own solution. */
  readonly profiles: readonly LossProfile[];
}

/** What the experiment `optimization` found with one seed. */
export interface OptimizationResult {
  /** Loss of an answer that knows how frequent each class is, and nothing of the image. */
  readonly chanceLoss: number;
  /** Shares of the residual solution at the places of the line. */
  readonly shares: readonly number[];
  /** Distances from the solution at the places of a profile, in lengths of its filters. */
  readonly offsets: readonly number[];
  /** The twins in the order of their training. */
  readonly twins: readonly TwinsResult[];
}
