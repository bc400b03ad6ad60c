import { degradationExperiment } from '../degradation-experiment.ts';
import type { Experiment } from './experiment.ts';

/** All experiments, in the order in which `skipjack reproduce` lists them. */
export const EXPERIMENTS: readonly Experiment[] = [degradationExperiment];
