import type { ImageDataset } from '@skipjack/datasets';
import type { Batch } from '@skipjack/recipes';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { downscaled } from '../downscaled.ts';
import { runData } from '../evaluation-data.ts';
import type { RunData } from '../evaluation-data.ts';
import { defineExperiment } from '../experiment/define-experiment.ts';
import type { SeedContext } from '../experiment/define-experiment.ts';
import type { Experiment, PaperReference } from '../experiment/experiment.ts';
import { shortTraining } from '../experiment/short-training.ts';
import { chanceLossOf } from '../measures/chance-loss.ts';
import { gradientNorms } from '../measures/gradient-norms.ts';
import { disposeBatches, probeBatches } from '../measures/probe-batches.ts';
import { buildNet } from '../net-plan.ts';
import { lossesAlong } from './loss-along.ts';
import { optimizationReport } from './optimization-report.ts';
import type { LossProfile, OptimizationResult, TwinResult, TwinsResult } from './optimization-result.ts';
import { optimizationSettings } from './optimization-settings.ts';
import type { OptimizationSettings } from './optimization-settings.ts';
import { evenly } from './profile-measures.ts';
import { copyOfWeights, directionBetween, disposeWeights, filterNormalisedDirection } from './weights.ts';
import type { Weights } from './weights.ts';

type Context = SeedContext<OptimizationSettings, OptimizationResult>;

const PAPER: PaperReference = {
  place:
    'K. He, X. Zhang, S. Ren, J. Sun: Deep Residual Learning. 2015. Section 4.1. Identity Mappings, 2016, equation 5. H. Li et al.: Visualizing the Loss Landscape of Neural Nets. 2018, sections 3 and 4.',
  href: 'https://arxiv.org/abs/1512.03385',
};

/**
 * Plain nets and their residual twins as the optimizer sees them: the gradients of their layers before and after training; the loss along the
 * straight line between the two solutions, in both architectures; and the loss along random directions around each solution.
 *
 * Twins have the same layers and shapes (shortcuts are of type A), the same weights to start from, the same order of the data and recipe.
 * Losses and gradients are those of training batches with their own statistics in batch norm, so that these fit the weights at every place.
 *
 * Differs: Li et al. 2018 draw surfaces over two directions, of nets that were trained to the end; these are profiles along one direction each, after some hundred steps.
 * @see He et al. 2015, section 4.1, https://arxiv.org/abs/1512.03385; Li et al. 2018, https://arxiv.org/abs/1712.09913
 */
export const optimizationExperiment: Experiment<OptimizationSettings, OptimizationResult> = defineExperiment({
  name: 'optimization',
  claim:
    'gradients of plain nets with batch norm do not vanish (He et al. 2015, section 4.1), and shortcuts make the loss smoother (Li et al. 2018)',
  paper: PAPER,
  settings: optimizationSettings,
  measure,
  report: (summary) => optimizationReport(summary, PAPER),
});

/** What the measurements of all twins have in common. */
interface Measurement {
  readonly context: Context;
  readonly dataset: ImageDataset;
  readonly data: RunData;
  readonly batches: readonly Batch[];
  readonly places: Pick<OptimizationResult, 'shares' | 'offsets'>;
  /** Begins the next part of the seed. */
  readonly begin: (part: string) => void;
}

async function measure(context: Context): Promise<OptimizationResult> {
  const { settings, seed, emit, save } = context;
  const { depths, linePoints, radius, profilePoints, batch } = settings;
  const dataset = downscaled(context.dataset, settings.downscale);
  const all = runData(dataset, {
    evaluationSamples: Math.max(settings.evaluationSamples, settings.probeBatches * batch),
  });
  const few = runData(dataset, settings);
  const data: RunData = { ...few, finalTrainSample: few.trainSample, test: few.testSample };
  const places = { shares: evenly(0, 1, linePoints), offsets: evenly(-radius, radius, profilePoints) };
  const chanceLoss = chanceLossOf(dataset.train.labels);
  const twins: TwinsResult[] = [];
  const batches = await probeBatches(all.trainSample, batch, settings.probeBatches);
  let index = 0;
  const begin = (part: string): void => {
    emit({ type: 'part', part, index, count: 3 * depths.length, seed });
    index += 1;
  };
  try {
    for (const depth of depths) {
      const keep = (one: TwinsResult): Promise<void> =>
        save({ chanceLoss, ...places, twins: [...twins, one] });
      twins.push(await measureTwins(depth, { context, dataset, data, batches, places, begin }, keep));
      await save({ chanceLoss, ...places, twins: [...twins] });
    }
  } finally {
    disposeBatches(batches);
  }
  return { chanceLoss, ...places, twins };
}

async function measureTwins(
  depth: number,
  measurement: Measurement,
  keep: (twins: TwinsResult) => Promise<void>,
): Promise<TwinsResult> {
  const { context, dataset, begin } = measurement;
  const [plainNet, residualNet] = [`plain${depth}`, `resnet${depth}`].map((name) =>
    buildNet(name, dataset, context.seed),
  ) as [LayersModel, LayersModel];
  try {
    const plain = await trainTwin(plainNet, measurement);
    const residual = await trainTwin(residualNet, measurement);
    const trained = { depth, plain, residual, line: null, profiles: [] };
    await keep(trained);
    begin(`losses${depth}`);
    if (plain.stopped !== undefined || residual.stopped !== undefined) return trained;
    return { ...trained, ...(await measureLosses(plainNet, residualNet, measurement)) };
  } finally {
    plainNet.dispose();
    residualNet.dispose();
  }
}

async function trainTwin(
  model: LayersModel,
  { context, data, batches, begin }: Measurement,
): Promise<TwinResult> {
  const { settings, emit, record } = context;
  const part = model.name;
  begin(part);
  const gradientsBefore = await gradientNorms(model, batches);
  const trained = await shortTraining({ model, data, settings, context, part });
  const gradientsAfter = await gradientNorms(model, batches);
  await record({ type: 'gradients', part, gradientsBefore, gradientsAfter });
  const { losses, trainLoss, trainError, stopped } = trained;
  emit({ type: 'found', part, text: stopped ?? `training loss ${trainLoss.toPrecision(3)}` });
  const result = { net: part, gradientsBefore, gradientsAfter, losses, trainLoss, trainError };
  return stopped === undefined ? result : { ...result, stopped };
}

/** The losses on the line between the two solutions, and around each. */
async function measureLosses(
  plainNet: LayersModel,
  residualNet: LayersModel,
  { context, batches, places }: Measurement,
): Promise<Pick<TwinsResult, 'line' | 'profiles'>> {
  const { settings, seed, signal, record, emit } = context;
  const { shares, offsets } = places;
  const [atPlain, atResidual] = [copyOfWeights(plainNet), copyOfWeights(residualNet)];
  const between = directionBetween(atPlain, atResidual);
  const along = { places: shares, batches, signal, start: atPlain, direction: between };
  try {
    const line: LossProfile = {
      plain: await lossesAlong({ ...along, model: plainNet }),
      residual: await lossesAlong({ ...along, model: residualNet }),
    };
    await record({ type: 'line', part: `${plainNet.name} to ${residualNet.name}`, shares, ...line });
    const profiles: LossProfile[] = [];
    const around = async (model: LayersModel, start: Weights, drawn: number): Promise<number[]> => {
      const direction = filterNormalisedDirection(start, drawn);
      try {
        return await lossesAlong({ model, start, direction, places: offsets, batches, signal });
      } finally {
        disposeWeights(direction);
      }
    };
    for (let index = 0; index < settings.directions; index += 1) {
      const drawn = (seed + 0x10000 * (index + 1)) % 2 ** 32;
      const profile = {
        plain: await around(plainNet, atPlain, drawn),
        residual: await around(residualNet, atResidual, drawn),
      };
      profiles.push(profile);
      await record({
        type: 'profile',
        part: `${plainNet.name} and ${residualNet.name}`,
        direction: index,
        offsets,
        ...profile,
      });
    }
    emit({
      type: 'found',
      part: `${plainNet.name} and ${residualNet.name}`,
      text: 'losses along the lines are measured',
    });
    return { line, profiles };
  } finally {
    disposeWeights(atPlain, atResidual, between);
  }
}
