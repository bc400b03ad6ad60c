import type { ImageDataset } from '@skipjack/datasets';
import { downscaled } from '../downscaled.ts';
import { defineExperiment } from '../experiment/define-experiment.ts';
import type { SeedContext } from '../experiment/define-experiment.ts';
import type { Experiment, PaperReference } from '../experiment/experiment.ts';
import { shortTraining } from '../experiment/short-training.ts';
import { runData } from '../evaluation-data.ts';
import type { RunData } from '../evaluation-data.ts';
import { chanceLossOf } from '../measures/chance-loss.ts';
import { gradientNorms } from '../measures/gradient-norms.ts';
import { layerDeviations } from '../measures/layer-deviations.ts';
import { disposeBatches, probeBatches } from '../measures/probe-batches.ts';
import { initialisedPlainNet, partName } from './initialisation-net.ts';
import type { InitialisedNet } from './initialisation-net.ts';
import { initialisationReport } from './initialisation-report.ts';
import { startOfLearning } from './initialisation-result.ts';
import type { InitialisationResult, InitialisedNetResult } from './initialisation-result.ts';
import { initialisationSettings } from './initialisation-settings.ts';
import type { InitialisationSettings } from './initialisation-settings.ts';

type Context = SeedContext<InitialisationSettings, InitialisationResult>;

const PAPER: PaperReference = {
  place:
    'K. He, X. Zhang, S. Ren, J. Sun: Delving Deep into Rectifiers. 2015. Section 2.2, figures 2 and 3. With batch normalization: Deep Residual Learning, 2015, sections 3.4 and 4.1.',
  href: 'https://arxiv.org/abs/1502.01852',
};

/**
 * Plain nets of several depths with He's and with Xavier's initialisation, each without and with batch normalization: how wide the
 * signals and how large the gradients are by depth before training, and which nets start to learn.
 *
 * Without batch normalization convolutions have a bias. All nets of a depth draw the same numbers for their weights, of which Xavier's are
 * `1 / sqrt(2)` of He's; they share the order of the data and the recipe.
 *
 * Differs: He et al. 2015b train nets of 22 and 30 layers with three fully connected ones on ImageNet for several epochs; these are the
 * plain nets of He et al. 2015 (section 4.2), on small images, for some hundred steps.
 * @see He et al. 2015b, https://arxiv.org/abs/1502.01852, section 2.2, figures 2 and 3
 */
export const initialisationExperiment: Experiment<InitialisationSettings, InitialisationResult> =
  defineExperiment({
    name: 'initialisation',
    claim:
      'He’s initialisation lets plain nets without batch norm start to learn at depths where Xavier’s stalls (He et al. 2015b, figures 2 and 3)',
    paper: PAPER,
    settings: initialisationSettings,
    measure,
    report: (summary) => initialisationReport(summary, PAPER),
  });

/** The nets in the order in which they are trained: from shallow to deep, so that the first results come soon. */
function plannedNets({ depths, initialisations, batchNorm }: InitialisationSettings): InitialisedNet[] {
  return depths.flatMap((depth) =>
    batchNorm.flatMap((normalized) =>
      initialisations.map((initialisation) => ({ depth, initialisation, batchNorm: normalized })),
    ),
  );
}

async function measure(context: Context): Promise<InitialisationResult> {
  const { settings, seed, signal, emit, save } = context;
  const dataset = downscaled(context.dataset, settings.downscale);
  const all = runData(dataset, settings);
  const data: RunData = { ...all, finalTrainSample: all.trainSample, test: all.testSample };
  const chanceLoss = chanceLossOf(dataset.train.labels);
  const bar = 0.9 * chanceLoss;
  const nets: InitialisedNetResult[] = [];
  const planned = plannedNets(settings);
  for (const [index, net] of planned.entries()) {
    signal?.throwIfAborted();
    const part = partName(net);
    emit({ type: 'part', part, index, count: planned.length, seed });
    const result = await measureNet(net, { context, dataset, data, bar });
    nets.push(result);
    emit({ type: 'found', part, text: foundText(result) });
    await save({ chanceLoss, bar, nets: [...nets] });
  }
  return { chanceLoss, bar, nets };
}

/** What the measurements of all nets have in common. */
interface Measurement {
  readonly context: Context;
  readonly dataset: ImageDataset;
  readonly data: RunData;
  readonly bar: number;
}

async function measureNet(
  net: InitialisedNet,
  { context, dataset, data, bar }: Measurement,
): Promise<InitialisedNetResult> {
  const { settings, seed, record } = context;
  const part = partName(net);
  const { imageShape: inputShape, classNames } = dataset;
  const model = initialisedPlainNet({ ...net, inputShape, classes: classNames.length, seed });
  const batches = await probeBatches(data.trainSample, settings.batch, settings.probeBatches);
  try {
    const [first] = batches;
    const deviations = first ? await layerDeviations(model, first) : [];
    const norms = await gradientNorms(model, batches);
    await record({ type: 'start', part, deviations, gradientNorms: norms });
    const trained = await shortTraining({ model, data, settings, context, part });
    const { losses, trainError, stopped } = trained;
    return {
      ...{ name: part, ...net, deviations, gradientNorms: norms, losses, trainError },
      ...startOfLearning(losses, settings.steps, bar),
      ...(stopped === undefined ? {} : { stopped }),
    };
  } finally {
    disposeBatches(batches);
    model.dispose();
  }
}

function foundText({ starts, startStep, endLoss, stopped }: InitialisedNetResult): string {
  if (stopped !== undefined && !Number.isFinite(endLoss)) return 'diverged';
  const loss = `loss ${endLoss.toPrecision(3)} at the end`;
  if (!starts) return `did not start to learn: ${loss}`;
  return `started to learn at step ${String(startStep)}: ${loss}`;
}
