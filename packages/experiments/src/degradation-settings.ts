import type { ImageDataset } from '@skipjack/datasets';
import { multiStep, warmUp } from '@skipjack/recipes';
import type { Schedule } from '@skipjack/recipes';
import { expectPrecision } from './precision.ts';
import type { DegradationSettings } from './summary.ts';

/** The nets of the paper's figure 6 that are trained by default. */
const NETS = ['plain20', 'plain56', 'resnet20', 'resnet56'] as const;

function expectInteger(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be an integer of at least ${least}; got ${String(value)}.`);
  }
}

/** Defaults of the settings that the command has no options for; they follow the number of steps. */
export function defaultsFor(
  steps: number,
): Pick<
  DegradationSettings,
  'warmUpSteps' | 'milestones' | 'momentum' | 'evaluateEvery' | 'evaluationSamples'
> {
  return {
    warmUpSteps: Math.round(steps / 10),
    milestones: [Math.round(0.8 * steps)],
    momentum: 0.9,
    evaluateEvery: Math.max(1, Math.round(steps / 8)),
    evaluationSamples: 512,
  };
}

/** Completes the settings of a run with the defaults that `reproduceDegradation` documents, and checks them. */
export function completeSettings(
  given: Partial<DegradationSettings>,
  dataset: ImageDataset,
): DegradationSettings {
  const steps = given.steps ?? 320;
  expectInteger('steps', steps, 1);
  const defaults = defaultsFor(steps);
  const settings: DegradationSettings = {
    data: given.data ?? dataset.name,
    nets: [...(given.nets ?? NETS)],
    steps,
    batch: given.batch ?? 64,
    rate: given.rate ?? 0.1,
    warmUpSteps: given.warmUpSteps ?? defaults.warmUpSteps,
    milestones: [...(given.milestones ?? defaults.milestones)],
    weightDecay: given.weightDecay ?? 1e-4,
    momentum: given.momentum ?? defaults.momentum,
    seed: given.seed ?? 0,
    evaluateEvery: given.evaluateEvery ?? defaults.evaluateEvery,
    evaluationSamples: given.evaluationSamples ?? defaults.evaluationSamples,
    ...(given.precision === undefined || given.precision === 'float32' ? {} : { precision: given.precision }),
    ...(given.downscale === undefined || given.downscale === 1 ? {} : { downscale: given.downscale }),
  };
  if (settings.precision !== undefined) expectPrecision(settings.precision);
  if (settings.downscale !== undefined) expectInteger('downscale', settings.downscale, 1);
  expectInteger('batch', settings.batch, 1);
  expectInteger('warmUpSteps', settings.warmUpSteps, 0);
  expectInteger('seed', settings.seed, 0);
  expectInteger('evaluateEvery', settings.evaluateEvery, 1);
  expectInteger('evaluationSamples', settings.evaluationSamples, 1);
  if (settings.batch > dataset.train.length) {
    throw new RangeError(
      `batch must not exceed the ${dataset.train.length} training images of ${dataset.name}; got ${settings.batch}.`,
    );
  }
  if (settings.nets.length === 0) throw new RangeError('nets must name at least 1 net; got 0.');
  const twice = settings.nets.find((net, index) => settings.nets.indexOf(net) !== index);
  if (twice !== undefined) throw new RangeError(`nets must name each net once; got ${twice} twice.`);
  return settings;
}

/**
 * The learning rate of every net of the run: up in a line from a tenth of `rate` over `warmUpSteps`, then `rate`, divided by 10 at each milestone.
 *
 * Differs: He et al. 2015 (section 4.2) warm up the 110-layer net only, at a constant 0.01.
 */
export function degradationSchedule(settings: DegradationSettings): Schedule {
  const { rate, warmUpSteps, milestones } = settings;
  const schedule = multiStep({ rate, milestones });
  return warmUp({ steps: warmUpSteps, from: rate / 10, schedule });
}
