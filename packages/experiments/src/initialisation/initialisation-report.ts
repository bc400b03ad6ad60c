import { htmlReport } from '@skipjack/visualize';
import type { ListContent, ReportStatus, StatsContent, TableContent } from '@skipjack/visualize';
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
import { plainNumber } from '../measures/plain-number.ts';
import { lossFigures, signalSection } from './initialisation-figures.ts';
import {
  familyOf,
  initialisationFinding,
  initialisationName,
  kindName,
  kindsOf,
  resultsOf,
  startCounts,
  startWords,
} from './initialisation-finding.ts';
import type { InitialisationFinding, InitialisationSummary, StartCount } from './initialisation-finding.ts';
import type { Initialisation } from './initialisation-net.ts';
import type { InitialisedNetResult } from './initialisation-result.ts';
import { initialisationSettings } from './initialisation-settings.ts';
import { conclusions, limits, paperSection } from './initialisation-words.ts';

type Outcome = InitialisationFinding['outcome'];

const STATUS: Readonly<Record<Outcome, ReportStatus>> = {
  shown: { text: 'He’s made the difference', tone: 'clear' },
  reversed: { text: 'The other way round', tone: 'caution' },
  mixed: { text: 'Mixed', tone: 'caution' },
  'no difference': { text: 'No difference shown', tone: 'caution' },
  undecided: { text: 'Undecided', tone: 'caution' },
};

/** The report of a run of the experiment `initialisation`, which may be unfinished. */
export function initialisationReport(summary: InitialisationSummary, paper: PaperReference): string {
  const { outcome, sentence } = initialisationFinding(summary);
  return htmlReport({
    title: 'Which nets start to learn?',
    finding: sentence,
    kicker: kicker(summary),
    status: statusOf(summary, STATUS[outcome]),
    opening: [
      ...unfinishedNote(summary),
      { kind: 'stats', items: summary.settings.initialisations.map((one) => startStat(summary, one)) },
      ...lossFigures(summary),
    ],
    sections: [
      signalSection(summary),
      { heading: 'The numbers', content: [table(summary), ...stops(summary)] },
      paperSection(),
      { heading: 'What to conclude', content: [{ kind: 'list', items: conclusions(summary, outcome) }] },
      { heading: 'What not to conclude', content: [{ kind: 'list', items: limits(summary) }] },
      reproduceSection(summary, paper, initialisationSettings({}, undefined)),
      settingsSection(summary),
    ],
    footer: FOOTER,
  });
}

function startStat(
  summary: InitialisationSummary,
  initialisation: Initialisation,
): StatsContent['items'][number] {
  const kinds = kindsOf(summary).filter((kind) => kind.initialisation === initialisation);
  const counts = kinds.map((kind) => startCounts(summary, kind).filter(({ trained }) => trained > 0));
  const sumOf = (some: readonly StartCount[], of: 'started' | 'trained'): number =>
    some.reduce((sum, one) => sum + one[of], 0);
  const normed = kinds.map(({ batchNorm }) => (batchNorm ? 'with' : 'without'));
  return {
    label: `${initialisationName(initialisation)}: nets that started to learn, ${normed.join(' and ')} batch norm`,
    value: counts.map((some) => `${sumOf(some, 'started')} of ${sumOf(some, 'trained')}`).join(', '),
    detail: kinds.map((_, index) => `${normed[index] ?? ''}: ${startWords(counts[index] ?? [])}`).join('; '),
    family: familyOf(initialisation),
  };
}

function table(summary: InitialisationSummary): TableContent {
  const headings = [
    'Net',
    'Starts',
    'At step',
    'Loss at the end',
    'Signal, first',
    'Signal, last',
    'Gradient, first',
    'Gradient, last',
  ];
  const rows = summary.settings.depths.flatMap((depth) =>
    kindsOf(summary).flatMap((kind) => {
      const results = resultsOf(summary, { ...kind, depth });
      if (results.length === 0) return [];
      const mean = (pick: (result: InitialisedNetResult) => number | null | undefined): string =>
        plainNumber(spread(results.map((result) => pick(result) ?? Number.NaN)).mean);
      const starts = results.filter((result) => result.starts).length;
      const steps = spread(results.map(({ startStep }) => startStep ?? Number.NaN)).mean;
      const cells = [
        `${depth} layers, ${kindName(kind)}`,
        results.length === 1 ? (starts === 1 ? 'yes' : 'no') : `${starts} of ${results.length}`,
        Number.isFinite(steps) ? String(Math.round(steps)) : '–',
        formatSpread(spread(results.map(({ endLoss }) => endLoss)), plainNumber),
        mean(({ deviations }) => deviations[0]),
        mean(({ deviations }) => deviations.at(-1)),
        mean(({ gradientNorms }) => gradientNorms[0]),
        mean(({ gradientNorms }) => gradientNorms.at(-1)),
      ];
      return [{ cells, family: familyOf(kind.initialisation), depth }];
    }),
  );
  return {
    kind: 'table',
    caption: `Signals are standard deviations, gradients norms, of the first and the last convolution before training. Losses after ${counted(summary.settings.steps, 'step')}.`,
    columns: headings.map((heading, index) => ({ heading, numeric: index > 0 })),
    rows,
  };
}

function stops({ runs }: InitialisationSummary): ListContent[] {
  const items = runs.flatMap(({ seed, result }) =>
    result.nets.flatMap(({ name, stopped }) =>
      stopped === undefined ? [] : [`**${name}, seed ${seed}**: ${stopped}`],
    ),
  );
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}
