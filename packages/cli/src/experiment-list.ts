/** The options that some experiments have, with what each stands at unless it is given. */
export interface ExperimentDefaults {
  /** `--steps` */
  readonly steps?: number;
  /** `--batch` */
  readonly batch?: number;
  /** `--lr` */
  readonly rate?: number;
  /** `--nets` */
  readonly nets?: readonly string[];
  /** `--precision` */
  readonly precision?: 'float32' | 'bfloat16';
}

/** An experiment that `skipjack reproduce` knows: what its help needs, so that the experiment itself is loaded when it runs. */
export interface ExperimentRow {
  /** Its name on the command line. */
  readonly name: string;
  /** The claim that it tests, in a few words. */
  readonly claim: string;
  /** Whether it needs a data set. */
  readonly needsData: boolean;
  /** Which of the options it has, and their defaults. */
  readonly options: ExperimentDefaults;
}

/** The experiments, in the order of the list that is printed. `degradation` has a command with more options of its own. */
export const EXPERIMENTS: readonly ExperimentRow[] = [
  {
    name: 'degradation',
    claim: 'deeper plain nets get worse, deeper residual nets do not (He et al. 2015, figure 6)',
    needsData: true,
    options: {},
  },
  {
    name: 'degradation-34',
    claim: 'the same for the wide nets of 18 and 34 layers, on smaller images (He et al. 2015, figure 4)',
    needsData: true,
    options: {
      steps: 100,
      batch: 64,
      rate: 0.1,
      nets: ['plain18', 'plain34', 'resnet18', 'resnet34'],
      precision: 'float32',
    },
  },
  {
    name: 'bottleneck-cost',
    claim:
      'a bottleneck of 256-64-64-256 costs no more than two 3x3 convolutions of 64, and far less than of 256 (He et al. 2015, figure 5)',
    needsData: false,
    options: { steps: 9, batch: 4, precision: 'float32' },
  },
  {
    name: 'shortcuts',
    claim:
      'identity shortcuts are enough: A, B and C all beat the plain net and differ little (He et al. 2015, table 3)',
    needsData: true,
    options: { steps: 250, batch: 64, rate: 0.1, precision: 'float32' },
  },
  {
    name: 'layer-responses',
    claim:
      'the layers of residual nets respond less than those of plain nets, and less the deeper the net (He et al. 2015, figure 7)',
    needsData: true,
    options: {
      steps: 200,
      batch: 64,
      rate: 0.1,
      nets: ['plain20', 'plain56', 'resnet20', 'resnet56'],
      precision: 'float32',
    },
  },
  {
    name: 'initialisation',
    claim:
      'He’s initialisation lets plain nets without batch norm start to learn at depths where Xavier’s stalls (He et al. 2015b, figures 2 and 3)',
    needsData: true,
    options: { steps: 200, batch: 32, rate: 0.03, precision: 'float32' },
  },
  {
    name: 'optimization',
    claim:
      'gradients of plain nets with batch norm do not vanish (He et al. 2015, section 4.1), and shortcuts make the loss smoother (Li et al. 2018)',
    needsData: true,
    options: { steps: 200, batch: 64, rate: 0.03, precision: 'float32' },
  },
];
