import { formatPercent, htmlReport, lineChart } from '@skipjack/visualize';
import type { FiguresContent, ListContent, Series, TableContent } from '@skipjack/visualize';
import { counted } from '../counted.ts';
import type { PaperReference } from '../experiment/experiment.ts';
import {
  FOOTER,
  kicker,
  reproduceSection,
  settingsSection,
  statusOf,
  unfinishedNote,
} from '../experiment/report-parts.ts';
import { formatSpread } from '../experiment/spread.ts';
import { responsesFinding, responsesOverSeeds } from './responses-finding.ts';
import type { ResponsesOverSeeds } from './responses-finding.ts';
import type { ResponsesSettings, ResponsesSummary } from './responses-result.ts';

const STATUS = {
  both: { text: 'As in the paper', tone: 'clear' },
  one: { text: 'One of two claims holds', tone: 'caution' },
  none: { text: 'Not as in the paper', tone: 'caution' },
  undecided: { text: 'Undecided', tone: 'caution' },
} as const;

/** The report of a run of `layer-responses`, as one HTML file. */
export function responsesReport(
  summary: ResponsesSummary,
  paper: PaperReference,
  usual: ResponsesSettings,
): string {
  const { settings } = summary;
  const { outcome, sentence, details } = responsesFinding(summary);
  const nets = responsesOverSeeds(summary);
  return htmlReport({
    title: 'How much does each layer change?',
    finding: sentence,
    kicker: `${kicker(summary)} · ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')}`,
    status: statusOf(summary, STATUS[outcome]),
    opening: [figures(nets, summary)],
    sections: [
      {
        heading: 'The numbers',
        content: [table(nets, summary), ...stops(summary), ...unfinishedNote(summary)],
      },
      {
        heading: 'As in the paper',
        content: [
          {
            kind: 'list',
            items: [
              '**Figure 7** of He et al. 2015 shows these standard deviations for plain-20 and plain-56 and for ResNet-20, -56 and -110 on CIFAR-10, in the order of the layers and sorted.',
              '**Its first claim:** residual functions are generally closer to zero than non-residual ones, as ResNets have smaller responses than plain nets.',
              '**Its second claim:** the deeper ResNet has smaller responses: with more layers, one layer tends to change the signal less.',
            ],
          },
          ...(details.length === 0 ? [] : [{ kind: 'list', items: details } as const]),
        ],
      },
      {
        heading: 'What not to conclude',
        content: [{ kind: 'list', items: limits(summary) }],
      },
      reproduceSection(summary, paper, usual),
      settingsSection(summary),
    ],
    footer: FOOTER,
  });
}

/** From 0 to a round number above the strongest response, or above twice what nine tenths of the layers stay below. */
function axisOf(deviations: readonly number[]): readonly [number, number] {
  const sorted = [...deviations].sort((a, b) => a - b);
  const most = sorted.at(-1) ?? 1;
  const usual = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 1;
  const top = Math.min(most, 2 * usual);
  return [0, Math.max(0.5, Math.ceil(2 * top) / 2)];
}

function figures(nets: readonly ResponsesOverSeeds[], { settings }: ResponsesSummary): FiguresContent {
  const series = (sorted: boolean): Series[] =>
    nets.map((net) => {
      const values = [...net.deviations];
      if (sorted) values.sort((a, b) => b - a);
      return {
        name: net.name,
        family: net.family,
        depth: net.depth,
        points: values.map((y, index) => ({ x: index + 1, y })),
      };
    });
  const yLabel = 'standard deviation after batch norm';
  const yDomain = axisOf(nets.flatMap(({ deviations }) => deviations));
  const chart = (name: string, xLabel: string, sorted: boolean): string =>
    lineChart({ title: name, xLabel, yLabel, series: series(sorted), height: 320, yDomain });
  const cut = nets.some(({ deviations }) => deviations.some((value) => value > yDomain[1]));
  const end = cut ? ` The axis ends at ${yDomain[1]}; what lies above is cut off.` : '';
  const samples = counted(settings.evaluationSamples, 'training image');
  const caption = `What each 3x3 convolution gives after its batch norm and before ReLU or addition, over all pixels and channels of up to ${samples}; before training each is 1. Left in the order of the layers, right from the strongest to the weakest, as in figure 7.${end}`;
  return {
    kind: 'figures',
    figures: [
      chart('Responses in the order of the layers', 'layer', false),
      chart('Responses sorted', 'rank of the layer', true),
    ],
    caption,
  };
}

function table(nets: readonly ResponsesOverSeeds[], { seeds, settings }: ResponsesSummary): TableContent {
  const mean = seeds.length > 1 ? `, mean ± standard deviation of ${counted(seeds.length, 'seed')}` : '';
  const headings = ['Net', 'Layers', 'Mean response', 'Weakest', 'Middle', 'Strongest', 'Test error'];
  const two = (value: number): string => value.toFixed(2);
  return {
    kind: 'table',
    caption: `Standard deviations after ${counted(settings.steps, 'step')}${mean}; weakest, middle and strongest layer of the means.`,
    columns: headings.map((heading, index) => ({ heading, numeric: index > 0 })),
    rows: nets.map((net) => {
      const sorted = [...net.deviations].sort((a, b) => a - b);
      const at = (share: number): string =>
        two(sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN);
      return {
        family: net.family,
        depth: net.depth,
        cells: [
          net.name,
          String(net.depth),
          formatSpread(net.mean, two),
          at(0),
          at(0.5),
          at(1),
          formatSpread(net.testError, formatPercent),
        ],
      };
    }),
  };
}

/** Why nets stopped before their last step. */
function stops({ runs }: ResponsesSummary): ListContent[] {
  const items = runs.flatMap(({ seed, result }) =>
    result.nets.flatMap(({ name, stopped }) =>
      stopped === undefined ? [] : [`**${name}, seed ${seed}**: ${stopped}`],
    ),
  );
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function limits({ settings, seeds, data }: ResponsesSummary): string[] {
  return [
    `**These are not the paper’s nets.** He et al. trained on CIFAR-10 for 64,000 steps; these made ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')} of ${data ?? 'no data'}. Batch norm’s scales, which set these standard deviations, start from 1 and have had little time to move.`,
    seeds.length === 1
      ? `**One seed (${seeds[0]}).** The scatter between seeds is not measured: --seeds 5 does. A difference below 2 % counts as none.`
      : '**Few seeds.** A difference counts where it exceeds half its 95 % confidence interval over the seeds by Student’s t, and 2 %.',
    '**The strength of a signal is not its use.** A layer that changes little may still matter.',
  ];
}
