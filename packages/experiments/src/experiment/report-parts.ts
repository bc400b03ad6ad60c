import { formatDuration } from '@skipjack/visualize';
import type { FactsContent, ReportContent, ReportSection, ReportStatus } from '@skipjack/visualize';
import { counted } from '../counted.ts';
import type { ExperimentSummary, PaperReference } from './experiment.ts';

type AnySummary = ExperimentSummary<object, unknown>;

/** The last line of every report. */
export const FOOTER = 'Made by Skipjack. This file loads nothing and runs no script.';

/** The line above the title: experiment, data and seeds. */
export function kicker({ experiment, data, seeds }: AnySummary): string {
  const on = data === null ? '' : ` on ${data}`;
  return `Skipjack · ${experiment}${on} · ${counted(seeds.length, 'seed')}`;
}

/** The status of a report; that of a run that was stopped says so. */
export function statusOf({ complete }: Pick<AnySummary, 'complete'>, status: ReportStatus): ReportStatus {
  if (complete) return status;
  return { text: `Not finished · ${status.text.toLowerCase()}`, tone: 'caution' };
}

/** A note about seeds that a stopped run lacks; nothing for a complete one. */
export function unfinishedNote({ complete, seeds, runs }: AnySummary): ReportContent[] {
  if (complete) return [];
  const text = `**This run was stopped before its end**: ${runs.length} of ${counted(seeds.length, 'seed')} begun, the last one perhaps not finished.`;
  return [{ kind: 'text', text }];
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => settingText(one)).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Settings and machine of a run as the last section of its report. */
export function settingsSection(summary: AnySummary): ReportSection {
  const { settings, data, seeds, machine, versions, startedAt, seconds } = summary;
  const words = (name: string): string => {
    const text = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const further = Object.entries(settings).filter(([name]) => name !== 'data' && name !== 'seed');
  const own = further.map(([name, value]) => [words(name), settingText(value)] as const);
  const settingFacts: FactsContent = {
    kind: 'facts',
    heading: 'Settings',
    facts: [
      ...(data === null ? [] : [['Data', data] as const]),
      ...own,
      [seeds.length === 1 ? 'Seed' : 'Seeds', seeds.join(', ')],
    ],
  };
  const machineFacts: FactsContent = {
    kind: 'facts',
    heading: 'Machine and versions',
    facts: [
      ['Processor', machine.cpu],
      ['Cores and memory', `${machine.cores}, ${Number(machine.memoryGiB.toFixed(1))} GiB`],
      ['Platform', `${machine.platform}, Node.js ${machine.node}`],
      ['Started', startedAt.replace(/T(\d\d:\d\d).*Z$/, ' $1 UTC')],
      ['Took', formatDuration(seconds)],
      ...Object.entries(versions),
    ],
  };
  return { heading: 'Settings and machine', content: [settingFacts, machineFacts] };
}

/** The options of `skipjack reproduce`, by the setting that each stands for. */
const OPTION_OF: Readonly<Record<string, string>> = {
  steps: 'steps',
  batch: 'batch',
  rate: 'lr',
  nets: 'nets',
  precision: 'precision',
};

/** How to repeat a run: the command, what it cannot say, and the paper. */
export function reproduceSection(
  summary: AnySummary,
  paper: PaperReference,
  defaults: object,
): ReportSection {
  const { experiment, data, settings, seeds, versions } = summary;
  const usual: Readonly<Record<string, unknown>> = { ...defaults };
  const differing = Object.entries(settings).filter(
    ([name, value]) => settingText(value) !== settingText(usual[name]),
  );
  const options = [
    ...(data === null ? [] : [`--data ${data}`]),
    ...differing.flatMap(([name, value]) => {
      const option = OPTION_OF[name];
      return option === undefined ? [] : [`--${option} ${settingText(value).replaceAll(', ', ',')}`];
    }),
    ...((seeds[0] ?? 0) > 0 ? [`--seed ${seeds[0]}`] : []),
    ...(seeds.length > 1 ? [`--seeds ${seeds.length}`] : []),
    ...(versions['backend'] === 'wasm' || versions['backend'] === 'cpu'
      ? [`--backend ${versions['backend']}`]
      : []),
  ];
  const silent = differing.filter(([name]) => OPTION_OF[name] === undefined);
  const notes =
    silent.length === 0
      ? []
      : [
          `This run was made from code with settings that the command has no options for: ${silent.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ')}.`,
        ];
  if (data !== null && data !== 'mnist')
    notes.push(
      'The command also needs to know where the data is: add --download, or --data-root and a folder.',
    );
  const code = ['npx skipjack reproduce', experiment, ...options].join(' ');
  return {
    heading: 'Reproduce it',
    content: [
      { kind: 'code', code },
      ...notes.map((text) => ({ kind: 'text', text }) as const),
      {
        kind: 'text',
        text: 'The run folder also holds every measurement (metrics.jsonl) and all results (summary.json).',
      },
      {
        kind: 'reference',
        text: paper.place,
        href: paper.href,
        linkText: paper.href.replace(/^https:\/\//, ''),
      },
    ],
  };
}
