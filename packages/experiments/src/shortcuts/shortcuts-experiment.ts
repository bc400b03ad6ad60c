import type { ImageDataset } from '@skipjack/datasets';
import { cifarPlain, cifarResNet, countMacs, countParams } from '@skipjack/models';
import { formatPercent } from '@skipjack/visualize';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { runData } from '../evaluation-data.ts';
import { defineExperiment } from '../experiment/define-experiment.ts';
import type { SeedContext } from '../experiment/define-experiment.ts';
import type { Experiment, PaperReference } from '../experiment/experiment.ts';
import { shortTraining, trainingSettings } from '../experiment/short-training.ts';
import { shortcutsReport } from './shortcuts-report.ts';
import type { ShortcutKind, ShortcutNet, ShortcutsResult, ShortcutsSettings } from './shortcuts-result.ts';

const PAPER: PaperReference = {
  place: 'He et al. 2015, section 4.1 and table 3',
  href: 'https://arxiv.org/abs/1512.03385',
};
const KINDS: readonly ShortcutKind[] = ['plain', 'A', 'B', 'C'];

/**
 * The three kinds of shortcut beside each other and beside none: A pads with zeros where the shape changes, B projects there, C
 * projects everywhere.
 *
 * Differs: table 3 compares nets of 34 layers on ImageNet; these are the nets for small images of section 4.2, trained far shorter.
 */
export const shortcutsExperiment: Experiment<ShortcutsSettings, ShortcutsResult> = defineExperiment({
  name: 'shortcuts',
  claim:
    'identity shortcuts are enough: A, B and C all beat the plain net and differ little (He et al. 2015, table 3)',
  paper: PAPER,
  settings,
  measure,
  report: (summary) => shortcutsReport(summary, PAPER, settings({}, undefined)),
});

function settings(given: Partial<ShortcutsSettings>, dataset: ImageDataset | undefined): ShortcutsSettings {
  const { depth = 20, kinds = KINDS } = given;
  for (const kind of kinds) {
    if (!KINDS.includes(kind))
      throw new RangeError(`kinds must be among ${KINDS.join(', ')}; got ${JSON.stringify(kind)}.`);
  }
  if (kinds.length === 0) throw new RangeError('kinds must name at least 1 kind; got 0.');
  if (new Set(kinds).size < kinds.length)
    throw new RangeError(`kinds must name each kind once; got ${kinds.join(', ')}.`);
  if (!Number.isSafeInteger((depth - 2) / 6) || depth < 8)
    throw new RangeError(`depth must be 6n + 2, such as 8, 20 or 56; got ${String(depth)}.`);
  return { ...trainingSettings(given, { steps: 250 }, dataset), depth, kinds: [...kinds] };
}

function build(
  kind: ShortcutKind,
  { depth }: Pick<ShortcutsSettings, 'depth'>,
  { imageShape: inputShape, classNames }: ImageDataset,
  seed: number,
): LayersModel {
  const options = { depth, inputShape, classes: classNames.length, seed };
  return kind === 'plain' ? cifarPlain(options) : cifarResNet({ ...options, shortcut: kind });
}

async function measure(context: SeedContext<ShortcutsSettings, ShortcutsResult>): Promise<ShortcutsResult> {
  const { settings: complete, dataset, seed, signal, emit, save } = context;
  const { kinds, depth } = complete;
  const data = runData(dataset, complete);
  const nets: ShortcutNet[] = [];
  for (const [index, kind] of kinds.entries()) {
    signal?.throwIfAborted();
    const part = kind === 'plain' ? `plain${depth}` : `resnet${depth} ${kind}`;
    emit({ type: 'part', part, index, count: kinds.length, seed });
    const model = build(kind, complete, dataset, seed);
    try {
      const trained = await shortTraining({ model, data, settings: complete, context, part });
      const sizes = { params: countParams(model), macs: countMacs(model) };
      const samples = { trainSamples: data.finalTrainSample.length, testSamples: data.test.length };
      nets.push({ kind, ...sizes, ...samples, ...trained });
      const { trainError, testError, stopped } = trained;
      const errors = `training error ${formatPercent(trainError)}, test error ${formatPercent(testError)}`;
      emit({ type: 'found', part, text: stopped ?? errors });
    } finally {
      model.dispose();
    }
    await save({ nets: [...nets] });
  }
  return { nets };
}
