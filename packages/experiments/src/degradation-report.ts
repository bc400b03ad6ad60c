import { blockDiagram, htmlReport, lineChart, settledDomain } from '@skipjack/visualize';
import {
  formatDuration,
  formatInteger,
  formatPercent,
  formatPoints,
  formatSigned,
} from '@skipjack/visualize';
import type { FactsContent, FiguresContent, ListContent, ReportSection } from '@skipjack/visualize';
import type { Series, StatsContent, TableContent, TableRow } from '@skipjack/visualize';
import {
  compareDepths,
  CONCLUSIONS,
  degradationFinding,
  familyOf,
  isFinished,
  STATUS,
} from './degradation-finding.ts';
import { counted } from './counted.ts';
import { paperFigure } from './paper-figure.ts';
import { reproduceSection } from './reproduce-section.ts';
import type { DegradationSettings, DegradationSummary, Evaluation, NetResult } from './summary.ts';

type Curve = 'trainLoss' | 'trainError' | 'testError';

/** The loss axis ends here at the latest: twice what guessing among ten classes costs. */
const MOST_LOSS = 5;
const FAMILIES = [
  { family: 'plain', title: 'Plain nets' },
  { family: 'residual', title: 'Residual nets' },
] as const;

/**
 * The report of a degradation run as one HTML file: the finding, curves, the table, the two blocks, what to conclude and what not,
 * settings, and how to repeat it. The words follow the numbers: a run that was stopped or did not show the effect says so.
 *
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385, section 4.2 and figure 6
 */
export function degradationReport(summary: DegradationSummary): string {
  const { nets, settings, complete } = summary;
  const { outcome, sentence } = degradationFinding(summary);
  const status = STATUS[outcome];
  return htmlReport({
    title: 'Do deeper nets learn worse?',
    finding: sentence,
    kicker: `Skipjack · degradation on ${settings.data} · ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')}`,
    status: complete ? status : { text: `Not finished · ${status.text.toLowerCase()}`, tone: 'caution' },
    opening: [
      { kind: 'stats', items: FAMILIES.map((one) => depthStat(summary, one)) },
      errorFigures(summary),
    ],
    sections: [
      { heading: 'The numbers', content: [table(summary), ...stops(nets)] },
      {
        heading: 'As in the paper',
        content: [...paperFigures(nets, settings), ...paperFigure(settings).numbers, lossFigure(nets)],
      },
      blocksSection(),
      { heading: 'What to conclude', content: [{ kind: 'list', items: CONCLUSIONS[outcome] }] },
      { heading: 'What not to conclude', content: [{ kind: 'list', items: limits(summary) }] },
      reproduceSection(summary),
      { heading: 'Settings and machine', content: [settingFacts(settings), machineFacts(summary)] },
    ],
    footer: 'Made by Skipjack. This file loads nothing and runs no script.',
  });
}

function curves(nets: readonly NetResult[], measures: readonly Curve[]): Series[] {
  return nets.flatMap((net) =>
    measures.map((measure) => ({
      name: net.name,
      family: familyOf(net),
      depth: net.depth,
      split: measure === 'testError' ? 'test' : 'train',
      points: net.evaluations.map((evaluation) => ({ x: evaluation.step, y: evaluation[measure] })),
    })),
  );
}

/** All error charts of a report share one axis, so that they can be compared. */
function errorDomain(nets: readonly NetResult[]): readonly [number, number] {
  return settledDomain({ series: curves(nets, ['trainError', 'testError']), most: 1 }) ?? [0, 1];
}

function errorChart(title: string, series: readonly Series[], yDomain: readonly [number, number]): string {
  return lineChart({ title, yLabel: 'images classified wrongly', yFormat: 'percent', series, yDomain });
}

/** An evaluation after the last step, if a net got there. */
function lastEvaluation(nets: readonly NetResult[], settings: DegradationSettings): Evaluation | undefined {
  return nets.find((net) => isFinished(net, settings))?.evaluations.at(-1);
}

function errorFigures({ nets, settings }: DegradationSummary): FiguresContent {
  const domain = errorDomain(nets);
  const [, top] = domain;
  const cut = nets.some((net) => net.evaluations.some((one) => one.trainError > top || one.testError > top));
  const last = lastEvaluation(nets, settings);
  const atTheEnd =
    last === undefined
      ? ''
      : `, at the end on ${counted(last.trainSamples, 'training image')} and all ${counted(last.testSamples, 'test image')}`;
  const measured = `Measured every ${settings.evaluateEvery === 1 ? 'step' : counted(settings.evaluateEvery, 'step')} on ${counted(settings.evaluationSamples, 'image')} of each kind${atTheEnd}.`;
  const axis = ` The axis ends at ${Math.round(100 * top)}%; what lies above is cut off.`;
  const train = errorChart('Training error', curves(nets, ['trainError']), domain);
  const test = errorChart('Test error', curves(nets, ['testError']), domain);
  return { kind: 'figures', figures: [train, test], caption: cut ? measured + axis : measured };
}

function paperFigures(nets: readonly NetResult[], settings: DegradationSettings): FiguresContent[] {
  const families = FAMILIES.filter(({ family }) => nets.some((net) => familyOf(net) === family));
  const panels = families.map(({ family, title }) => {
    const shown = nets.filter((net) => familyOf(net) === family);
    return errorChart(title, curves(shown, ['trainError', 'testError']), errorDomain(nets));
  });
  const { figure } = paperFigure(settings);
  const caption = `The same measurements as in ${figure} of He et al. 2015: training error dashed, test error solid. Labels give the test error.`;
  return panels.length === 0 ? [] : [{ kind: 'figures', figures: panels, caption }];
}

function lossFigure(nets: readonly NetResult[]): FiguresContent {
  const series = curves(nets, ['trainLoss']);
  // A net that starts badly can have a loss of thousands once: the axis fits where the curves settle.
  const yDomain = settledDomain({ series, most: MOST_LOSS }) ?? [0, MOST_LOSS];
  const chart = lineChart({ title: 'Training loss', yLabel: 'cross entropy', series, yDomain });
  const caption =
    'The mean cross entropy on training images, which the optimizer lowers; guessing among ten classes costs 2.3. A deep plain net could copy the shallow one and pass its features through the remaining layers. Where its loss stays higher, training did not find that solution.';
  return { kind: 'figures', figures: [chart], caption };
}

function depthStat(
  summary: DegradationSummary,
  { family, title }: (typeof FAMILIES)[number],
): StatsContent['items'][number] {
  const found = compareDepths(summary, family);
  if (found === undefined) {
    const only = summary.nets.find((net) => familyOf(net) === family && isFinished(net, summary.settings));
    const label = `${title}: training error${only === undefined ? '' : ` at ${only.depth} layers`}`;
    const value = only === undefined ? '–' : formatPercent(only.trainError);
    const detail =
      only === undefined ? 'no net was finished' : 'no second depth was finished to compare with';
    return { family, label, value, detail };
  }
  const { shallow, deep, margin, verdict } = found;
  const equal = `within the margin of ${(100 * margin).toFixed(1)} points`;
  const label = `${title}: training error from ${shallow.depth} to ${deep.depth} layers`;
  const value = `${formatPercent(shallow.trainError)} → ${formatPercent(deep.trainError)}`;
  const detail = `${formatPoints(shallow.trainError, deep.trainError)}: ${verdict === 'equal' ? equal : `deeper is ${verdict}`}`;
  return { family, label, value, detail };
}

const HEADINGS = 'Net, Layers, Parameters, Multiply-adds, Training error, Test error, Images/s'.split(', ');
const COLUMNS = HEADINGS.map((heading, index) => ({ heading, numeric: index > 0 }));

/** Why nets stopped before their last step. */
function stops(nets: readonly NetResult[]): ListContent[] {
  const items = nets.flatMap(({ name, stopped }) =>
    stopped === undefined ? [] : [`**${name}**: ${stopped}`],
  );
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function table({ nets, settings }: DegradationSummary): TableContent {
  const caption = `After ${counted(settings.steps, 'step')}. Multiply-adds are those of one image; images/s is the speed of training.`;
  const place = (net: NetResult): number => ['plain', 'residual', 'other'].indexOf(familyOf(net));
  const sorted = [...nets].sort((a, b) => a.depth - b.depth || place(a) - place(b));
  const rows = sorted.flatMap((net): TableRow[] => {
    const last = formatInteger(net.evaluations.at(-1)?.step ?? 0);
    const note = ` (measured at step ${last} of ${formatInteger(settings.steps)})`;
    const name = isFinished(net, settings) ? net.name : net.name + note;
    const sizes = [String(net.depth), formatInteger(net.params), millions(net.macs)];
    const errors = [formatPercent(net.trainError), formatPercent(net.testError)];
    const results = [...errors, formatInteger(net.imagesPerSecond)];
    const row = { family: familyOf(net), depth: net.depth, cells: [name, ...sizes, ...results] };
    const plain = sorted.find((one) => familyOf(one) === 'plain' && one.depth === net.depth);
    if (plain === undefined || row.family !== 'residual') return [row];
    return [row, differenceRow(plain, net, settings)];
  });
  return { kind: 'table', caption, columns: COLUMNS, rows };
}

function millions(count: number): string {
  return Number.isFinite(count) ? `${(count / 1e6).toFixed(1)} M` : '–';
}

function differenceRow(plain: NetResult, residual: NetResult, settings: DegradationSettings): TableRow {
  const comparable = isFinished(plain, settings) && isFinished(residual, settings);
  const error = (measure: 'trainError' | 'testError'): string =>
    comparable ? formatPoints(plain[measure], residual[measure]) : '–';
  const params = formatSigned(residual.params - plain.params, formatInteger);
  const macs = formatSigned(residual.macs - plain.macs, millions);
  const gain = residual.imagesPerSecond / plain.imagesPerSecond - 1;
  const speed = formatSigned(gain, (size) => `${Math.round(100 * size)}%`);
  const results = [error('trainError'), error('testError'), speed];
  return { derived: true, cells: ['residual − plain', '', params, macs, ...results] };
}

function blocksSection(): ReportSection {
  const caption =
    'Both nets stack the same layers. A residual block only learns f(x), what to add to its input: with f(x) = 0 it passes x on, so that a deeper net can always fall back to a shallower one. Where the shape stays the same, the shortcut has no parameters; where it changes, x is padded with zeros or projected.';
  const figures = [blockDiagram({ kind: 'plain' }), blockDiagram({ kind: 'residual' })];
  return { heading: 'The two blocks', content: [{ kind: 'figures', figures, caption }] };
}

function limits({ settings, nets }: DegradationSummary): string[] {
  const { data, steps, batch, seed, evaluationSamples } = settings;
  const { trainSamples = evaluationSamples } = lastEvaluation(nets, settings) ?? {};
  return [
    `**These are not the paper’s numbers.** He et al. ${paperFigure(settings).training}; this run made ${counted(steps, 'step')} of ${counted(batch, 'image')} of ${data}.`,
    '**A short schedule.** The curves show which net learns faster at first. A gap may narrow with more steps; how far, this run cannot tell.',
    `**One seed (${seed}).** The margin covers counting errors on ${counted(trainSamples, 'image')}, not the scatter between seeds, so small differences mean nothing.`,
    '**A small data set.** How nets rank on small, easy images says little about large ones.',
    '**One machine.** Images per second compare the nets of this table with each other, not with other machines.',
  ];
}

function settingFacts(settings: DegradationSettings): FactsContent {
  const drops = settings.milestones.map((step) => formatInteger(step)).join(', ');
  const { precision, downscale } = settings;
  const optional: [string, string][] = [
    ...(precision === undefined ? [] : [['Precision of a step', precision] satisfies [string, string]]),
    ...(downscale === undefined
      ? []
      : [['Images made smaller by', String(downscale)] satisfies [string, string]]),
  ];
  const facts: [string, string][] = [
    ['Data', settings.data],
    ['Nets', settings.nets.join(', ')],
    ['Steps', `${formatInteger(settings.steps)} of ${counted(settings.batch, 'image')}`],
    ['Learning rate', String(settings.rate)],
    ['Warm-up', counted(settings.warmUpSteps, 'step')],
    ['Rate drops after step', drops === '' ? 'never' : drops],
    ['Momentum, weight decay', `${settings.momentum}, ${settings.weightDecay}`],
    ['Seed', String(settings.seed)],
    ...optional,
  ];
  return { kind: 'facts', heading: 'Settings', facts };
}

function machineFacts({ machine, versions, startedAt, seconds }: DegradationSummary): FactsContent {
  const facts: [string, string][] = [
    ['Processor', machine.cpu],
    ['Cores and memory', `${machine.cores}, ${Number(machine.memoryGiB.toFixed(1))} GiB`],
    ['Platform', `${machine.platform}, Node.js ${machine.node}`],
    ['Started', startedAt.replace(/T(\d\d:\d\d).*Z$/, ' $1 UTC')],
    ['Took', formatDuration(seconds)],
    ...Object.entries(versions),
  ];
  return { kind: 'facts', heading: 'Machine and versions', facts };
}
