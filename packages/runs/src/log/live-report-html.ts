import { formatDuration, formatInteger, formatPercent, htmlReport, lineChart } from '@skipjack/visualize';
import type { CurvePoint } from './curve.ts';
import type { RunRecord } from './run-record.ts';

/** Where a run stands, for its report. */
export interface LiveState {
  readonly title: string;
  readonly record: RunRecord | undefined;
  readonly status: 'running' | 'finished' | 'stopped' | 'failed';
  readonly message: string | undefined;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly rate: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  readonly bestError: number;
  readonly refreshSeconds: number;
  readonly curves: Readonly<Record<'loss' | 'rate' | 'trainError' | 'testError', readonly CurvePoint[]>>;
}

const STATUS = {
  running: { text: 'running', tone: 'caution' },
  finished: { text: 'finished', tone: 'clear' },
  stopped: { text: 'stopped', tone: 'caution' },
  failed: { text: 'failed', tone: 'caution' },
} as const;

const number = (value: number): string => (Number.isFinite(value) ? value.toPrecision(4) : 'none yet');
const percent = (value: number): string => (Number.isFinite(value) ? formatPercent(value) : 'none yet');

const last = (curve: readonly CurvePoint[]): string => percent(curve.at(-1)?.y ?? NaN);
const speed = (value: number): string => (value >= 10 ? formatInteger(Math.round(value)) : number(value));

function finding({ status, message, step, steps, bestError }: LiveState): string {
  const done = `${formatInteger(step)} of ${formatInteger(steps)} steps`;
  const best = Number.isFinite(bestError) ? `; best test error ${formatPercent(bestError)}` : '';
  return `${status === 'running' ? 'So far' : 'In all'} ${done}${best}${message === undefined ? '' : `: ${message.replace(/\.$/, '')}`}.`;
}

/** Of a recipe, what is no value of the training. */
const NO_VALUES: ReadonlySet<string> = new Set([
  'name',
  'description',
  'sources',
  'expected',
  'differs',
  'model',
]);

/** The values of a recipe by the paths of their keys, such as `optimizer.momentum`; lists are one value each. */
function recipeFacts(value: object, path = ''): readonly (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    if (path === '' && NO_VALUES.has(key)) return [];
    const whole = path === '' ? key : `${path}.${key}`;
    const isGroup = typeof each === 'object' && each !== null && !Array.isArray(each);
    return isGroup ? recipeFacts(each, whole) : [[whole, each] as const];
  });
}

const factsOf = (heading: string, object: object) => ({
  kind: 'facts' as const,
  heading,
  facts: Object.entries(object).map(
    ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  ),
});

function charts({ curves }: LiveState): readonly string[] {
  const errors = [
    { name: 'test', split: 'test', points: curves.testError },
    { name: 'train', split: 'train', points: curves.trainError },
  ] as const;
  return [
    lineChart({ title: 'Loss', series: [{ name: 'train', split: 'train', points: curves.loss }] }),
    lineChart({ title: 'Error', yLabel: 'images classified wrongly', yFormat: 'percent', series: errors }),
    lineChart({ title: 'Learning rate', series: [{ name: 'rate', points: curves.rate }] }),
  ];
}

/** The report of a run as it stands. */
export function liveReportHtml(state: LiveState): string {
  const { title, record, status, refreshSeconds } = state;
  const { testError, trainError } = state.curves;
  const left = status === 'running' ? formatDuration(state.secondsLeft) : 'none';
  const stat = (label: string, value: string, detail: string) =>
    ({ label, value, detail, family: 'other' }) as const;
  return htmlReport({
    title,
    finding: finding(state),
    kicker: record === undefined ? 'Training' : `${record.recipe.name} on ${record.data.name}`,
    status: STATUS[status],
    ...(status === 'running' ? { refreshSeconds } : {}),
    opening: [
      {
        kind: 'stats',
        items: [
          stat('Time left', left, `at ${speed(state.imagesPerSecond)} images/s`),
          stat('Loss', number(state.loss), `learning rate ${number(state.rate)}`),
          stat('Test error', last(testError), `best ${percent(state.bestError)}, train ${last(trainError)}`),
        ],
      },
    ],
    sections: [
      { heading: 'Curves', content: [{ kind: 'figures', figures: charts(state) }] },
      ...(record === undefined
        ? []
        : [
            {
              heading: 'Run',
              content: [
                factsOf('Model', { ...record.model.options, name: record.model.name }),
                factsOf('Recipe', Object.fromEntries(recipeFacts(record.recipe))),
                factsOf('Data', record.data),
                factsOf('Machine', record.machine),
                factsOf('Versions', { ...record.versions, started: record.started }),
              ],
            },
          ]),
    ],
  });
}
