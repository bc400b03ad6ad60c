import type { ReportContent } from '@skipjack/visualize';
import type { DegradationSettings } from './summary.ts';

/** What the paper did with the nets of a run. */
export interface PaperFigure {
  /** Name of the experiment that trains these nets. */
  readonly experiment: 'degradation' | 'degradation-34';
  /** The section and the figure, such as `Section 4.2, figure 6`. */
  readonly place: string;
  /** The figure, such as `figure 6`. */
  readonly figure: string;
  /** How the paper trained, to stand after `He et al.`. */
  readonly training: string;
  /** The paper's numbers, where it has a table of these nets. */
  readonly numbers: readonly ReportContent[];
}

const WIDE_NET = /^(plain|resnet)(18|34)$/;

/** Figure 4 for a run of the nets of 18 and 34 layers; figure 6 for any other. */
export function paperFigure({ nets }: Pick<DegradationSettings, 'nets'>): PaperFigure {
  if (!nets.every((net) => WIDE_NET.test(net)))
    return {
      experiment: 'degradation',
      place: 'Section 4.2, figure 6',
      figure: 'figure 6',
      training: 'trained on CIFAR-10 for about 64,000 steps',
      numbers: [],
    };
  return {
    experiment: 'degradation-34',
    place: 'Section 4.1, figure 4 and table 2',
    figure: 'figure 4',
    training: 'trained on 224-pixel images of ImageNet for up to 600,000 steps of 256 images',
    numbers: [
      {
        kind: 'table',
        caption:
          'The paper’s table 2, for comparison: top-1 error on ImageNet’s validation images, 10-crop testing. The residual nets have shortcuts of type A.',
        columns: [
          { heading: 'Layers' },
          { heading: 'plain', numeric: true },
          { heading: 'ResNet', numeric: true },
        ],
        rows: [{ cells: ['18', '27.94%', '27.88%'] }, { cells: ['34', '28.54%', '25.03%'] }],
      },
    ],
  };
}
