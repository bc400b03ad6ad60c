import { formatInteger, htmlReport } from '@skipjack/visualize';
import type { ReportSection, StatsContent, TableContent } from '@skipjack/visualize';
import { counted } from '../counted.ts';
import type { ExperimentSummary, PaperReference } from '../experiment/experiment.ts';
import {
  FOOTER,
  kicker,
  reproduceSection,
  settingsSection,
  statusOf,
  unfinishedNote,
} from '../experiment/report-parts.ts';
import { formatSpread, spread } from '../experiment/spread.ts';
import type { Spread } from '../experiment/spread.ts';
import type { BlockCost, BottleneckResult, BottleneckSettings } from './bottleneck-result.ts';

/** A run of the experiment `bottleneck-cost`. */
export type BottleneckSummary = ExperimentSummary<BottleneckSettings, BottleneckResult>;

interface Row {
  readonly cost: BlockCost;
  /** Milliseconds over the seeds. */
  readonly time: Spread;
}

function rowsAt({ runs }: BottleneckSummary, size: number): Row[] {
  const all = runs.flatMap(({ result }) => result.blocks.filter((block) => block.size === size));
  const names = [...new Set(all.map(({ name }) => name))];
  return names.flatMap((name) => {
    const same = all.filter((block) => block.name === name);
    const [cost] = same;
    return cost === undefined ? [] : [{ cost, time: spread(same.map((one) => one.milliseconds)) }];
  });
}

const times = (factor: number): string =>
  Number.isFinite(factor) ? `${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)} times` : '–';

function ratio(rows: readonly Row[], over: BlockCost['name'], under: BlockCost['name']): number {
  const of = (name: BlockCost['name']): number =>
    rows.find(({ cost }) => cost.name === name)?.time.mean ?? Number.NaN;
  return of(over) / of(under);
}

/** The finding in words, of the times that were measured at each size. */
export function bottleneckFinding(summary: BottleneckSummary): string {
  const parts = summary.settings.sizes.flatMap((size) => {
    const rows = rowsAt(summary, size);
    const [wide, narrow] = [ratio(rows, 'wide', 'bottleneck'), ratio(rows, 'bottleneck', 'narrow')];
    if (!(wide > 0) || !(narrow > 0)) return [];
    return [
      `at ${size}x${size} two 3x3 convolutions of all channels take ${times(wide)} as long as the bottleneck, and the bottleneck ${times(narrow)} as long as two 3x3 of a quarter of the channels`,
    ];
  });
  if (parts.length === 0) return 'No size was measured to the end.';
  return `In a training step, ${parts.join('; ')}.`;
}

/** What the report can say: the first figure is the paper's, the second depends on the numbers. */
function conclusions(summary: BottleneckSummary): string[] {
  return summary.settings.sizes.flatMap((size) => {
    const rows = rowsAt(summary, size);
    const find = (name: BlockCost['name']): Row | undefined => rows.find(({ cost }) => cost.name === name);
    const [bottleneck, wide, narrow, projection] = (
      ['bottleneck', 'wide', 'narrow', 'projection'] as const
    ).map(find);
    if (!bottleneck || !wide || !narrow || !projection) return [];
    const macs = wide.cost.macs / bottleneck.cost.macs;
    const time = ratio(rows, 'wide', 'bottleneck');
    const same = ratio(rows, 'bottleneck', 'narrow');
    const second = ratio(rows, 'projection', 'bottleneck');
    const verdict =
      same < 1.25
        ? 'and takes about as long or less: as the paper has it, “similar time complexity”'
        : `but takes ${times(same)} as long: it computes about as much, while its maps hold four times the channels`;
    const speed = ({ cost, time: spent }: Row): string =>
      formatInteger((3 * cost.macs * cost.batch) / (1e6 * spent.mean));
    const rates =
      time < 0.7 * macs
        ? `, less than that, as it does ${speed(bottleneck)} billion multiply-adds in a second and the wide block ${speed(wide)}`
        : '';
    const doubled = projection.cost.params / bottleneck.cost.params;
    return [
      `**${size}x${size}: against two 3x3 of ${bottleneck.cost.title.split('-').at(-1)} channels** the bottleneck has ${(100 / macs).toFixed(0)}% of the multiply-adds; its step is measured ${times(time)} as fast${rates}.`,
      `**${size}x${size}: against two 3x3 on a quarter of the channels** it has ${((100 * bottleneck.cost.macs) / narrow.cost.macs).toFixed(0)}% of the multiply-adds ${verdict}.`,
      `**${size}x${size}: with a projection as its shortcut** it has ${times(doubled)} the parameters and takes ${times(second)} as long. The paper keeps the identity here as a projection would double both.`,
    ];
  });
}

function sizeSection(summary: BottleneckSummary, size: number): ReportSection[] {
  const rows = rowsAt(summary, size);
  const [first] = rows;
  if (first === undefined) return [];
  return [{ heading: `Maps of ${size}x${size} pixels`, content: [table(rows, size, summary)] }];
}

function table(rows: readonly Row[], size: number, { seeds, settings }: BottleneckSummary): TableContent {
  const [first] = rows;
  const mean = seeds.length > 1 ? `; mean ± standard deviation of ${counted(seeds.length, 'seed')}` : '';
  const headings = [
    'Block',
    'Multiply-adds',
    'Parameters',
    'Training step',
    'Middle half',
    'Peak memory',
    'GMAC/s',
  ];
  return {
    kind: 'table',
    caption: `What one more block costs at ${size}x${size}, in a step of ${counted(first?.cost.batch ?? 0, 'image')}: median of ${counted(settings.steps, 'round')} in turn${mean}. Multiply-adds are those of one image’s forward pass; GMAC/s counts three passes for a step. Memory is tfjs’s count of tensors, op by op.`,
    columns: headings.map((heading, index) => ({ heading, numeric: index > 0 })),
    rows: rows.map(({ cost, time }) => ({
      family: cost.name === 'bottleneck' ? ('residual' as const) : ('other' as const),
      cells: [
        cost.title,
        `${(cost.macs / 1e6).toFixed(1)} M`,
        formatInteger(cost.params),
        formatSpread(time, (value) => `${value.toFixed(1)} ms`),
        `${cost.quartiles[0].toFixed(1)}–${cost.quartiles[1].toFixed(1)} ms`,
        `${(cost.bytes / 2 ** 20).toFixed(1)} MiB`,
        formatInteger((3 * cost.macs * cost.batch) / (1e6 * time.mean)),
      ],
    })),
  };
}

function stats(summary: BottleneckSummary): StatsContent[] {
  const items = summary.settings.sizes.flatMap((size): StatsContent['items'] => {
    const rows = rowsAt(summary, size);
    if (rows.length === 0) return [];
    const value = ratio(rows, 'wide', 'bottleneck');
    return [
      {
        family: 'residual',
        label: `${size}x${size}: step of two wide 3x3 against that of the bottleneck`,
        value: times(value),
        detail: `the bottleneck takes ${times(ratio(rows, 'bottleneck', 'narrow'))} as long as two narrow 3x3`,
      },
    ];
  });
  return items.length === 0 ? [] : [{ kind: 'stats', items }];
}

function paperSection({ settings: { channels } }: BottleneckSummary): ReportSection {
  const quarter = channels / 4;
  const macs = (2 * channels * quarter + 9 * quarter ** 2) / (18 * quarter ** 2);
  return {
    heading: 'As in the paper',
    content: [
      {
        kind: 'text',
        text: `Figure 5 of He et al. 2015 sets a block of two 3x3 convolutions of 64 channels beside a bottleneck on 256 channels (1x1 to 64, 3x3 of 64, 1x1 to 256) and says that both have a similar time complexity. Here the bottleneck has ${(100 * macs).toFixed(0)}% of the multiply-adds of two 3x3 convolutions of ${quarter}.`,
      },
      {
        kind: 'table',
        caption: 'What section 4.1 and table 1 say, for nets of 224-pixel images.',
        columns: [{ heading: 'The paper' }, { heading: 'Multiply-adds', numeric: true }],
        rows: [
          { cells: ['ResNet-34: two 3x3 in each block', '3.6 billion'] },
          { cells: ['ResNet-50: each block replaced by a bottleneck', '3.8 billion'] },
        ],
      },
    ],
  };
}

/** The report of a run of `bottleneck-cost`, as one HTML file. */
export function bottleneckReport(
  summary: BottleneckSummary,
  paper: PaperReference,
  usual: BottleneckSettings,
): string {
  const { settings } = summary;
  return htmlReport({
    title: 'What does a bottleneck save?',
    finding: bottleneckFinding(summary),
    kicker: kicker(summary),
    status: statusOf(summary, { text: 'Measured', tone: 'clear' }),
    opening: stats(summary),
    sections: [
      ...settings.sizes.flatMap((size) => sizeSection(summary, size)),
      paperSection(summary),
      {
        heading: 'What to conclude',
        content: [{ kind: 'list', items: conclusions(summary) }, ...unfinishedNote(summary)],
      },
      {
        heading: 'What not to conclude',
        content: [
          {
            kind: 'list',
            items: [
              '**Other machines.** Times depend on the processor and the library: a graphics card has another ratio of memory to arithmetic.',
              '**Other nets.** These are single blocks on random images; nothing here says which net learns better.',
            ],
          },
        ],
      },
      reproduceSection(summary, paper, usual),
      settingsSection(summary),
    ],
    footer: FOOTER,
  });
}
