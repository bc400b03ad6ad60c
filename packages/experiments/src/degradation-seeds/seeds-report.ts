import { formatInteger, formatPercent, formatSigned, htmlReport, lineChart } from '@skipjack/visualize';
import { settledDomain } from '@skipjack/visualize';
import type { FiguresContent, Series, StatsContent, TableContent } from '@skipjack/visualize';
import { counted } from '../counted.ts';
import { CONCLUSIONS, familyOf, judge, STATUS } from '../degradation-finding.ts';
import type { DegradationFinding } from '../degradation-finding.ts';
import { FOOTER, kicker, settingsSection, statusOf, unfinishedNote } from '../experiment/report-parts.ts';
import { formatSpread } from '../experiment/spread.ts';
import { paperFigure } from '../paper-figure.ts';
import { reproduceSection } from '../reproduce-section.ts';
import type { DegradationSeedsSummary } from './degradation-seeds.ts';
import { compareOverSeeds, netsOverSeeds } from './mean-nets.ts';
import type { NetOverSeeds, SeedsComparison } from './mean-nets.ts';

const FAMILIES = [
  { family: 'plain', title: 'Plain nets' },
  { family: 'residual', title: 'Residual nets' },
] as const;

const points = (value: number): string => `${(100 * value).toFixed(1)} points`;

/** States what the seeds together showed: the mean errors, and whether their differences exceed the scatter. */
export function seedsFinding(summary: DegradationSeedsSummary): DegradationFinding {
  const nets = netsOverSeeds(summary);
  const plain = compareOverSeeds(nets, 'plain');
  const residual = compareOverSeeds(nets, 'residual');
  if (plain === undefined || residual === undefined)
    return {
      outcome: 'undecided',
      sentence:
        'The comparison takes two depths of plain and two of residual nets, trained to the last step with two seeds at least.',
    };
  const { outcome, sentence } = judge(plain, residual);
  return {
    outcome,
    sentence: `Over ${counted(Math.min(plain.rises.count, residual.rises.count), 'seed')}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`,
  };
}

/** The joint report of degradation runs with several seeds, as one HTML file. */
export function seedsReport(summary: DegradationSeedsSummary): string {
  const { settings, runs, versions } = summary;
  const { outcome, sentence } = seedsFinding(summary);
  const nets = netsOverSeeds(summary);
  return htmlReport({
    title: 'Do deeper nets learn worse?',
    finding: sentence,
    kicker: `${kicker(summary)} · ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')}`,
    status: statusOf(summary, STATUS[outcome]),
    opening: [
      { kind: 'stats', items: FAMILIES.map((one) => riseStat(nets, one)) },
      meanFigures(nets, runs.length),
    ],
    sections: [
      {
        heading: 'The numbers',
        content: [
          netTable(nets),
          ...paperFigure(settings).numbers,
          ...unfinishedNote(summary),
          seedTable(summary, nets),
        ],
      },
      { heading: 'What to conclude', content: [{ kind: 'list', items: CONCLUSIONS[outcome] }] },
      {
        heading: 'What not to conclude',
        content: [
          {
            kind: 'list',
            items: [
              `**These are not the paper’s numbers.** He et al. ${paperFigure(settings).training}; these runs made ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')} of ${settings.data}.`,
              '**Few seeds.** The margin is half the 95 % confidence interval of the mean difference by Student’s t; it assumes that the differences of the seeds scatter normally.',
            ],
          },
        ],
      },
      reproduceSection({ settings, versions, seeds: summary.seeds.length }),
      settingsSection(summary),
    ],
    footer: FOOTER,
  });
}

function meanFigures(nets: readonly NetOverSeeds[], seeds: number): FiguresContent {
  const curve = (measure: 'trainError' | 'testError'): Series[] =>
    nets.map(({ mean }) => ({
      name: mean.name,
      family: familyOf(mean),
      depth: mean.depth,
      split: measure === 'testError' ? 'test' : 'train',
      points: mean.evaluations.map((evaluation) => ({ x: evaluation.step, y: evaluation[measure] })),
    }));
  const both = [...curve('trainError'), ...curve('testError')];
  const yDomain = settledDomain({ series: both, most: 1 }) ?? [0, 1];
  const chart = (title: string, measure: 'trainError' | 'testError'): string =>
    lineChart({
      title,
      yLabel: 'images classified wrongly',
      yFormat: 'percent',
      series: curve(measure),
      yDomain,
    });
  const caption = `Means of ${counted(seeds, 'seed')}; a net’s curve has the seeds with which it was trained to the end.`;
  return {
    kind: 'figures',
    figures: [chart('Training error', 'trainError'), chart('Test error', 'testError')],
    caption,
  };
}

function riseStat(
  nets: readonly NetOverSeeds[],
  { family, title }: (typeof FAMILIES)[number],
): StatsContent['items'][number] {
  const found: SeedsComparison | undefined = compareOverSeeds(nets, family);
  if (found === undefined)
    return {
      family,
      label: `${title}: training error`,
      value: '–',
      detail: 'no two depths with two seeds each',
    };
  const { shallow, deep, rise, rises, margin, verdict } = found;
  const sign = formatSigned(100 * rise, (size) => size.toFixed(1));
  return {
    family,
    label: `${title}: training error from ${shallow.depth} to ${deep.depth} layers`,
    value: `${sign} ± ${points(rises.std)}`,
    detail: `${formatPercent(shallow.trainError)} → ${formatPercent(deep.trainError)}; ${verdict === 'equal' ? 'within the margin' : `deeper is ${verdict}, beyond the margin`} of ${points(margin)}`,
  };
}

function netTable(nets: readonly NetOverSeeds[]): TableContent {
  const headings = ['Net', 'Layers', 'Parameters', 'Training error', 'Test error', 'Images/s', 'Seeds'];
  return {
    kind: 'table',
    caption: 'Mean ± standard deviation over the seeds, after the last step.',
    columns: headings.map((heading, index) => ({ heading, numeric: index > 0 })),
    rows: nets.map(({ name, mean, trainError, testError, imagesPerSecond }) => ({
      family: familyOf(mean),
      depth: mean.depth,
      cells: [
        name,
        String(mean.depth),
        formatInteger(mean.params),
        formatSpread(trainError),
        formatSpread(testError),
        formatInteger(imagesPerSecond.mean),
        String(trainError.count),
      ],
    })),
  };
}

function seedTable({ runs }: DegradationSeedsSummary, nets: readonly NetOverSeeds[]): TableContent {
  return {
    kind: 'table',
    caption:
      'Training error and test error of each seed; a dash where the net was not trained to the last step.',
    columns: [{ heading: 'Seed' }, ...nets.map(({ name }) => ({ heading: name, numeric: true }))],
    rows: runs.map(({ seed }) => ({
      cells: [
        String(seed),
        ...nets.map(({ bySeed }) => {
          const net = bySeed.get(seed);
          return net === undefined
            ? '–'
            : `${formatPercent(net.trainError)}, ${formatPercent(net.testError)}`;
        }),
      ],
    })),
  };
}
