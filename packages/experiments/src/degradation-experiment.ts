import { formatPercent } from '@skipjack/visualize';
import { reproduceDegradationSeeds } from './degradation-seeds/degradation-seeds.ts';
import { seedsReport } from './degradation-seeds/seeds-report.ts';
import { degradationReport } from './degradation-report.ts';
import { completeSettings } from './degradation-settings.ts';
import { reproduceDegradation } from './degradation.ts';
import type { DegradationEvent } from './degradation-event.ts';
import type { Experiment } from './experiment/experiment.ts';
import type { ExperimentEvent } from './experiment/experiment-event.ts';
import type { DegradationSettings, DegradationSummary } from './summary.ts';

/** Degradation as an experiment of the list. */
export type DegradationExperiment = Experiment<DegradationSettings, DegradationSummary>;

function inCommonTerms(event: DegradationEvent, seed: number): ExperimentEvent | undefined {
  if (event.type === 'net')
    return { type: 'part', part: event.net, index: event.index, count: event.count, seed };
  if (event.type === 'step') {
    const { type, net, step, steps, loss, rate, imagesPerSecond } = event;
    return { type, part: net, step, steps, loss, rate, imagesPerSecond };
  }
  if (event.type === 'result') {
    const { name, trainError, testError, stopped } = event.net;
    const errors = `training error ${formatPercent(trainError)}, test error ${formatPercent(testError)}`;
    return { type: 'found', part: name, text: stopped ?? errors };
  }
  return event.type === 'report' ? event : undefined;
}

interface Variant extends Pick<DegradationExperiment, 'name' | 'claim' | 'paper'> {
  /** What differs from the defaults of {@link reproduceDegradation}. */
  readonly differs: Partial<DegradationSettings>;
}

function degradationVariant({ name, claim, paper, differs }: Variant): DegradationExperiment {
  const run: DegradationExperiment['run'] = async (options) => {
    const { dataset, out, signal, versions, onEvent } = options;
    const { seed = 0, seeds = 1 } = options;
    if (dataset === undefined)
      throw new TypeError(
        `The experiment ${name} needs a data set, such as \`dataset: await mnist()\`; got undefined.`,
      );
    const settings = { ...differs, ...options.settings, seed };
    const common = { dataset, out, settings, signal, ...(versions === undefined ? {} : { versions }) };
    let current = seed;
    const tell = (event: DegradationEvent): void => {
      const told = inCommonTerms(event, current);
      if (told !== undefined) onEvent?.(told);
    };
    if (seeds === 1) {
      const result = await reproduceDegradation({ ...common, onEvent: tell });
      const { settings: complete, nets: _nets, ...about } = result;
      return {
        ...about,
        experiment: name,
        data: complete.data,
        settings: complete,
        seeds: [seed],
        runs: [{ seed, result }],
      };
    }
    const summary = await reproduceDegradationSeeds({
      ...common,
      seeds,
      onEvent: (event) => {
        if (event.type === 'seed') current = event.seed;
        else tell(event);
      },
    });
    return { ...summary, experiment: name };
  };
  return {
    name,
    claim,
    paper,
    needsData: true,
    defaults: (dataset) => {
      if (dataset === undefined)
        throw new TypeError(`The experiment ${name} has no settings without a data set.`);
      return completeSettings(differs, dataset);
    },
    run,
    report: (summary) => {
      const [first] = summary.runs;
      return summary.seeds.length === 1 && first !== undefined
        ? degradationReport(first.result)
        : seedsReport(summary);
    },
  };
}

/** Deeper plain nets get worse, deeper residual nets do not: the small nets of figure 6. */
export const degradationExperiment: DegradationExperiment = degradationVariant({
  name: 'degradation',
  claim: 'deeper plain nets get worse, deeper residual nets do not (He et al. 2015, figure 6)',
  paper: { place: 'He et al. 2015, section 4.2 and figure 6', href: 'https://arxiv.org/abs/1512.03385' },
  differs: {},
});

/** The same for the nets of 18 and 34 layers of figure 4, on images made smaller. */
export const degradation34Experiment: DegradationExperiment = degradationVariant({
  name: 'degradation-34',
  claim: 'the same for the wide nets of 18 and 34 layers, on smaller images (He et al. 2015, figure 4)',
  paper: {
    place: 'He et al. 2015, section 4.1, figure 4 and table 2',
    href: 'https://arxiv.org/abs/1512.03385',
  },
  differs: {
    nets: ['plain18', 'plain34', 'resnet18', 'resnet34'],
    downscale: 2,
    steps: 100,
    evaluationSamples: 256,
  },
});
