import type { ReportSection } from '@skipjack/visualize';
import { defaultsFor } from './degradation-settings.ts';
import { paperFigure } from './paper-figure.ts';
import type { DegradationSummary, DegradationSettings } from './summary.ts';

/** How to repeat the run: the command, what it cannot say, and the paper. */
export function reproduceSection({
  settings,
  versions,
  seeds = 1,
}: Pick<DegradationSummary, 'settings' | 'versions'> & { readonly seeds?: number }): ReportSection {
  const text =
    'The same seed on the same machine with the same versions gives the same errors. The run folder also holds every measurement (metrics.jsonl) and all results (summary.json).';
  const { place } = paperFigure(settings);
  const paper = `K. He, X. Zhang, S. Ren, J. Sun: Deep Residual Learning for Image Recognition. 2015. ${place}.`;
  const link = { href: 'https://arxiv.org/abs/1512.03385', linkText: 'arXiv:1512.03385' };
  const without = settingsWithoutOption(settings);
  return {
    heading: 'Reproduce it',
    content: [
      { kind: 'code', code: commandLine(settings, versions['backend'], seeds) },
      ...without.map((setting) => ({ kind: 'text', text: setting }) as const),
      { kind: 'text', text },
      { kind: 'reference', text: paper, ...link },
    ],
  };
}

/** What the command cannot say: settings that were given from code, and where the data lies. */
function settingsWithoutOption(settings: DegradationSettings): string[] {
  const defaults = defaultsFor(settings.steps);
  const wide = paperFigure(settings).experiment === 'degradation-34';
  const without = {
    ...defaults,
    ...(wide ? { weightDecay: 1e-4, downscale: 2, evaluationSamples: 256 } : { downscale: 1 }),
  };
  const differing = Object.entries(without).flatMap(([name, value]) => {
    const given = settings[name as keyof typeof without] ?? 1;
    return String(given) === String(value) ? [] : [`${name} ${JSON.stringify(given)}`];
  });
  const notes: string[] = [];
  if (differing.length > 0)
    notes.push(
      `This run was made from code with settings that the command has no options for: ${differing.join(', ')}. Pass them to reproduceDegradation.`,
    );
  if (settings.data !== 'mnist')
    notes.push(
      'The command also needs to know where the data is: add --download, or --data-root and a folder.',
    );
  return notes;
}

/** The backends that the command has an option for; without it it takes TensorFlow's library. */
const CHOSEN_BACKENDS: readonly (string | undefined)[] = ['wasm', 'cpu'];

function commandLine(settings: DegradationSettings, backend: string | undefined, seeds: number): string {
  const { data, nets, steps, batch, rate, weightDecay, seed } = settings;
  const quote = (value: string): string =>
    /^[\w.,/-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
  const { experiment } = paperFigure(settings);
  const decay = experiment === 'degradation' ? { 'weight-decay': weightDecay } : {};
  const values = { data, nets: nets.join(','), steps, batch, lr: rate, ...decay, seed };
  const options = Object.entries(values).map(([name, value]) => `--${name} ${quote(String(value))}`);
  if (seeds > 1) options.push(`--seeds ${seeds}`);
  if (settings.precision !== undefined) options.push(`--precision ${settings.precision}`);
  if (CHOSEN_BACKENDS.includes(backend)) options.push(`--backend ${backend}`);
  return `npx skipjack reproduce ${experiment} ${options.join(' ')}`;
}
