/** Training has stopped because a loss, or a gradient that was looked at, was NaN or infinite. The step that found it has not been applied to the weights. */
export class DivergenceError extends Error {
  /** Name of the class. */
  override readonly name: string = 'DivergenceError';
  /** The step whose loss was not finite, counted from 1. */
  readonly step: number;
  /** The loss of the step before; undefined if there was none. */
  readonly lastFiniteLoss: number | undefined;

  /** Makes the error of `step`, whose loss was `loss` at the learning rate `rate`. */
  constructor(step: number, loss: number, lastFiniteLoss: number | undefined, rate: number) {
    const before =
      lastFiniteLoss === undefined ? 'its first loss' : `the last finite loss was ${lastFiniteLoss}`;
    const what = Number.isFinite(loss) ? 'a gradient was not finite' : `the loss was ${loss}`;
    super(`training diverged: ${what} at step ${step} (${before}); lower the rate, now ${rate}, or warm up.`);
    this.step = step;
    this.lastFiniteLoss = lastFiniteLoss;
  }
}
