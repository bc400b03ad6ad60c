import { bottleneckExperiment } from '../bottleneck-cost/bottleneck-experiment.ts';
import { degradation34Experiment, degradationExperiment } from '../degradation-experiment.ts';
import { initialisationExperiment } from '../initialisation/initialisation-experiment.ts';
import { responsesExperiment } from '../layer-responses/responses-experiment.ts';
import { optimizationExperiment } from '../optimization/optimization-experiment.ts';
import { shortcutsExperiment } from '../shortcuts/shortcuts-experiment.ts';
import type { Experiment } from './experiment.ts';

/** All experiments, in the order in which `skipjack reproduce` lists them. */
export const EXPERIMENTS: readonly Experiment[] = [
  degradationExperiment,
  degradation34Experiment,
  bottleneckExperiment,
  shortcutsExperiment,
  responsesExperiment,
  initialisationExperiment,
  optimizationExperiment,
];
