import { blockDiagram, formatInteger, htmlReport, lineChart } from '@skipjack/visualize';
import { settledDomain } from '@skipjack/visualize';
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
import { formatSpread, spread } from '../experiment/spread.ts';
import { meanOverSeeds, smoothedLosses } from '../measures/seed-curves.ts';
import { kindsOverSeeds, shortcutsFinding } from './shortcuts-finding.ts';
import type { KindOverSeeds } from './shortcuts-finding.ts';
import type { ShortcutKind, ShortcutsSettings, ShortcutsSummary } from './shortcuts-result.ts';

const STATUS = {
  'all better': { text: 'As in the paper: each beats plain', tone: 'clear' },
  'some better': { text: 'Some beat plain', tone: 'caution' },
  'none better': { text: 'None beats plain here', tone: 'caution' },
  undecided: { text: 'Undecided', tone: 'caution' },
} as const;

/** Table 3: 10-crop top-1 and top-5 errors on ImageNet's validation images. */
const PAPER_ERRORS: Readonly<Record<ShortcutKind, readonly [top1: number, top5: number]>> = {
  plain: [28.54, 10.02],
  A: [25.03, 7.76],
  B: [24.52, 7.46],
  C: [24.19, 7.4],
};
/** Parameters of the 34-layer nets of table 3, counted by this zoo and torchvision's architecture. */
const PAPER_PARAMS: Readonly<Record<ShortcutKind, number>> = {
  plain: 21_623_848,
  A: 21_623_848,
  B: 21_797_672,
  C: 22_716_840,
};
const MEANING: Readonly<Record<ShortcutKind, string>> = {
  plain: 'no shortcut',
  A: 'identity, zeros where channels grow',
  B: 'identity, a projection where channels grow',
  C: 'a projection everywhere',
};

const percent = (value: number): string => (Number.isFinite(value) ? `${(100 * value).toFixed(2)}%` : '–');

/** The report of a run of `shortcuts`, as one HTML file. */
export function shortcutsReport(
  summary: ShortcutsSummary,
  paper: PaperReference,
  usual: ShortcutsSettings,
): string {
  const { settings } = summary;
  const { outcome, sentence } = shortcutsFinding(summary);
  const kinds = kindsOverSeeds(summary);
  return htmlReport({
    title: 'Which shortcut is enough?',
    finding: sentence,
    kicker: `${kicker(summary)} · ${settings.depth} layers · ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')}`,
    status: statusOf(summary, STATUS[outcome]),
    opening: [lossFigure(summary)],
    sections: [
      {
        heading: 'The numbers',
        content: [table(summary, kinds), ...stops(summary), ...unfinishedNote(summary), blocks()],
      },
      { heading: 'As in the paper', content: [paperTable()] },
      { heading: 'What to conclude', content: [{ kind: 'list', items: conclusions(outcome, kinds) }] },
      { heading: 'What not to conclude', content: [{ kind: 'list', items: limits(summary) }] },
      reproduceSection(summary, paper, usual),
      settingsSection(summary),
    ],
    footer: FOOTER,
  });
}

function nameOf(kind: ShortcutKind, depth: number): string {
  return kind === 'plain' ? `plain${depth}` : `resnet${depth} ${kind}`;
}

function lossFigure({ settings, runs }: ShortcutsSummary): FiguresContent {
  const series = settings.kinds.map((kind, index): Series => {
    const losses = runs.flatMap(({ result }) =>
      result.nets.filter((net) => net.kind === kind).map((net) => net.losses),
    );
    return {
      name: kind === 'plain' ? 'plain' : kind,
      family: kind === 'plain' ? 'plain' : 'residual',
      depth: index,
      points: smoothedLosses(meanOverSeeds(losses)),
    };
  });
  const yLabel = 'cross entropy of the batches';
  const yDomain = settledDomain({ series, most: 5 }) ?? [0, 5];
  const late = series.map((one) => ({
    ...one,
    points: one.points.filter(({ x }) => x > settings.steps / 2),
  }));
  const whole = lineChart({ title: 'Training loss', yLabel, series, yDomain });
  const second = lineChart({ title: 'Training loss, second half', yLabel, series: late });
  const caption = 'Each point is the mean over a piece of the training; labels give the last one.';
  return { kind: 'figures', figures: [whole, second], caption };
}

function table({ settings, runs, seeds }: ShortcutsSummary, kinds: readonly KindOverSeeds[]): TableContent {
  const mean = seeds.length > 1 ? ', mean ± standard deviation over the seeds' : '';
  const headings = [
    'Net',
    'Shortcut',
    'Parameters',
    'Multiply-adds',
    'Training error',
    'Test error',
    'Images/s',
  ];
  return {
    kind: 'table',
    caption: `After ${counted(settings.steps, 'step')}${mean}. Multiply-adds are those of one image; images/s is the speed of training.`,
    columns: headings.map((heading, index) => ({ heading, numeric: index > 1 })),
    rows: settings.kinds.flatMap((kind, index) => {
      const nets = runs.flatMap(({ result }) => result.nets.filter((net) => net.kind === kind));
      const [net] = nets;
      if (net === undefined) return [];
      const found = kinds.find((one) => one.kind === kind);
      const none = { count: 0, mean: Number.NaN, std: Number.NaN };
      return [
        {
          family: kind === 'plain' ? ('plain' as const) : ('residual' as const),
          depth: index,
          cells: [
            nameOf(kind, settings.depth),
            MEANING[kind],
            formatInteger(net.params),
            `${(net.macs / 1e6).toFixed(2)} M`,
            formatSpread(found?.trainError ?? none, percent),
            formatSpread(found?.testError ?? none, percent),
            formatInteger(spread(nets.map(({ imagesPerSecond }) => imagesPerSecond)).mean),
          ],
        },
      ];
    }),
  };
}

/** Why nets stopped before their last step. */
function stops({ settings, runs }: ShortcutsSummary): ListContent[] {
  const items = runs.flatMap(({ seed, result }) =>
    result.nets.flatMap(({ kind, stopped }) =>
      stopped === undefined ? [] : [`**${nameOf(kind, settings.depth)}, seed ${seed}**: ${stopped}`],
    ),
  );
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function blocks(): FiguresContent {
  const caption =
    'A block without and with its shortcut. Where the shape stays, A and B pass x on as it is; where it changes, A takes every second pixel and adds channels of zeros, B a 1x1 convolution. C has that convolution in every block.';
  return {
    kind: 'figures',
    figures: [blockDiagram({ kind: 'plain' }), blockDiagram({ kind: 'residual' })],
    caption,
  };
}

function paperTable(): TableContent {
  const headings = ['Net', 'Shortcut', 'Parameters', 'Top-1 error', 'Top-5 error'];
  return {
    kind: 'table',
    caption:
      'The paper’s table 3: nets of 34 layers on ImageNet’s validation images, 10-crop testing; the parameters are counted by this zoo.',
    columns: headings.map((heading, index) => ({ heading, numeric: index > 1 })),
    rows: (['plain', 'A', 'B', 'C'] as const).map((kind) => ({
      cells: [
        kind === 'plain' ? 'plain-34' : `ResNet-34 ${kind}`,
        MEANING[kind],
        formatInteger(PAPER_PARAMS[kind]),
        ...PAPER_ERRORS[kind].map((error) => `${error.toFixed(2)}%`),
      ],
    })),
  };
}

function conclusions(outcome: keyof typeof STATUS, kinds: readonly KindOverSeeds[]): string[] {
  const params = (kind: ShortcutKind): number =>
    kinds
      .find((one) => one.kind === kind)
      ?.bySeed.values()
      .next().value?.params ?? Number.NaN;
  const [a, b, c] = [params('A'), params('B'), params('C')];
  const more = (value: number): string => `${(100 * (value / a - 1)).toFixed(1)}%`;
  const first = {
    'all better':
      '**Projections are not what helps.** The shortcuts without a single parameter (A) beat the plain net too.',
    'some better':
      '**No clear answer.** Not every kind of shortcut beats the plain net in this run; more steps, more depth or more seeds may decide it.',
    'none better':
      '**This run does not show the gain.** At few layers plain nets train well, and on easy images all nets end close together; try more depth, or fashion-mnist.',
    undecided: '**Nothing yet.** It takes a plain net and nets with shortcuts, all trained to the last step.',
  }[outcome];
  const sizes =
    Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(c)
      ? [`**What projections cost.** B has ${more(b)} more parameters than A, C ${more(c)} more.`]
      : [];
  return [first, ...sizes];
}

function limits({ settings, seeds, data }: ShortcutsSummary): string[] {
  return [
    `**These are not the paper’s numbers.** He et al. trained nets of 34 layers on ImageNet; these have ${settings.depth} layers and made ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')} of ${data ?? 'no data'}.`,
    seeds.length === 1
      ? `**One seed (${seeds[0]}).** The margin covers counting errors on the test images, not the scatter between seeds: --seeds 5 measures it.`
      : '**Few seeds.** The margin is half the 95 % confidence interval of the mean difference by Student’s t.',
    '**Small differences.** The paper’s own differences between A, B and C are below one point, and it calls projections not essential.',
  ];
}
