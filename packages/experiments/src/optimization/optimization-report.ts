import { htmlReport } from '@skipjack/visualize';
import type { ListContent, ReportStatus, StatsContent, TableContent } from '@skipjack/visualize';
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
import { gradientFigures, lineFigures, profileFigures, trainingFigures } from './optimization-figures.ts';
import {
  comparedDepth,
  flatterCount,
  optimizationFinding,
  twinNumbers,
  twinsOf,
} from './optimization-finding.ts';
import type { OptimizationFinding, OptimizationSummary, TwinKind } from './optimization-finding.ts';
import { optimizationSettings } from './optimization-settings.ts';
import { conclusions, limits, paperSection } from './optimization-words.ts';
import { barrier, concaveShare, meanRise } from './profile-measures.ts';

const STATUS: Readonly<Record<OptimizationFinding['outcome'], ReportStatus>> = {
  'residual flatter': { text: 'Residual flatter', tone: 'clear' },
  'plain flatter': { text: 'Plain flatter', tone: 'caution' },
  mixed: { text: 'Depends on the direction', tone: 'caution' },
  undecided: { text: 'Undecided', tone: 'caution' },
};
const KINDS: readonly TwinKind[] = ['plain', 'residual'];

/** The report of a run of the experiment `optimization`, which may be unfinished. */
export function optimizationReport(summary: OptimizationSummary, paper: PaperReference): string {
  const { outcome, sentence } = optimizationFinding(summary);
  return htmlReport({
    title: 'What the optimizer sees',
    finding: sentence,
    kicker: kicker(summary),
    status: statusOf(summary, STATUS[outcome]),
    opening: [
      ...unfinishedNote(summary),
      { kind: 'stats', items: stats(summary) },
      ...gradientFigures(summary),
    ],
    sections: [
      { heading: 'The loss around the solutions', content: [...profileFigures(summary)] },
      { heading: 'The loss between the solutions', content: [...lineFigures(summary)] },
      { heading: 'The numbers', content: [table(summary), ...stops(summary), ...trainingFigures(summary)] },
      paperSection(),
      { heading: 'What to conclude', content: [{ kind: 'list', items: conclusions(summary, outcome) }] },
      { heading: 'What not to conclude', content: [{ kind: 'list', items: limits(summary) }] },
      reproduceSection(summary, paper, optimizationSettings({}, undefined)),
      settingsSection(summary),
    ],
    footer: FOOTER,
  });
}

function stats(summary: OptimizationSummary): StatsContent['items'] {
  const depth = Math.max(...summary.settings.depths);
  const compared = comparedDepth(summary);
  return [
    ...KINDS.map((kind) => {
      const { growthBefore, growthAfter } = twinNumbers(summary, depth, kind);
      return {
        label: `${kind === 'plain' ? 'Plain' : 'Residual'} net, ${depth} layers: gradients of the first third of layers over those of the last`,
        value: plainNumber(growthBefore),
        detail: `before training; ${plainNumber(growthAfter)} after it`,
        family: kind,
      };
    }),
    flatterStat(summary, compared),
  ];
}

function flatterStat(summary: OptimizationSummary, depth: number | undefined): StatsContent['items'][number] {
  const label = 'Random directions along which the loss is flatter around the residual solution';
  if (depth === undefined)
    return { label, value: '–', detail: 'at no depth have both nets learned', family: 'other' };
  const { residual, of } = flatterCount(summary, depth);
  const [plainRise, residualRise] = KINDS.map((kind) => plainNumber(twinNumbers(summary, depth, kind).rise));
  const detail = `mean rise ${residualRise ?? ''} around the residual, ${plainRise ?? ''} around the plain solution`;
  return { label: `${label}, ${depth} layers`, value: `${residual} of ${of}`, detail, family: 'other' };
}

function table(summary: OptimizationSummary): TableContent {
  const headings = [
    'Net',
    'Training loss',
    'Gradient growth before',
    'Gradient growth after',
    'Loss with the other’s solution',
    'Barrier between',
    'Rise around',
    'Bends down',
  ];
  const shares = summary.runs[0]?.result.shares ?? [];
  const rows = summary.settings.depths.flatMap((depth) => {
    const twins = twinsOf(summary, depth);
    if (twins.length === 0) return [];
    return KINDS.map((kind) => {
      const numbers = twinNumbers(summary, depth, kind);
      const lines = twins.flatMap(({ line }) => (line === null ? [] : [line[kind]]));
      const profiles = twins.flatMap((one) => one.profiles.map((profile) => profile[kind]));
      const over = (values: readonly number[], format = plainNumber): string =>
        formatSpread(spread(values), format);
      const cells = [
        twins[0]?.[kind].net ?? kind,
        over(twins.map((one) => one[kind].trainLoss)),
        plainNumber(numbers.growthBefore),
        plainNumber(numbers.growthAfter),
        plainNumber(numbers.othersLoss),
        over(lines.map((losses) => barrier(shares, losses))),
        over(profiles.map((losses) => meanRise(losses))),
        over(
          profiles.map((losses) => concaveShare(losses)),
          (share) => (Number.isFinite(share) ? `${Math.round(100 * share)}%` : '–'),
        ),
      ];
      return { cells, family: kind, depth };
    });
  });
  return {
    kind: 'table',
    caption:
      'Gradient growth: the first third of the layers over the last third. Barrier: how far the loss on the line between the solutions rises above the straight connection. Rise: of the mean loss along a random direction above that of the solution; ± is over directions and seeds. Bends down: places at which such a profile is not convex.',
    columns: headings.map((heading, index) => ({ heading, numeric: index > 0 })),
    rows,
  };
}

function stops({ runs }: OptimizationSummary): ListContent[] {
  const items = runs.flatMap(({ seed, result }) =>
    result.twins.flatMap((twins) =>
      KINDS.flatMap((kind) => {
        const { net, stopped } = twins[kind];
        return stopped === undefined ? [] : [`**${net}, seed ${seed}**: ${stopped}`];
      }),
    ),
  );
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}
