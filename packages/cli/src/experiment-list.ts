/** An experiment that `skipjack reproduce` knows. */
export interface Experiment {
  /** Its name on the command line. */
  readonly name: string;
  /** The claim that it tests, in a few words. */
  readonly claim: string;
}

/** The experiments, in the order of the list that is printed. */
export const EXPERIMENTS: readonly Experiment[] = [
  {
    name: 'degradation',
    claim: 'deeper plain nets get worse, deeper residual nets do not (He et al. 2015, figure 6)',
  },
];
