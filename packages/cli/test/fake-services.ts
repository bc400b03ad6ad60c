import type { ImageDataset, ImageSplit } from '@skipjack/datasets';
import type { DegradationSummary } from '@skipjack/experiments';
import type { Services } from '../src/services.ts';

/** What a fake run was asked to do. */
export type Request = Parameters<Services['reproduceDegradation']>[0];

const split = (length: number): ImageSplit => ({
  length,
  imageShape: [1, 1, 1],
  images: new Uint8Array(length),
  labels: new Uint8Array(length),
});

export const TINY: ImageDataset = {
  name: 'mnist',
  classNames: ['0', '1'],
  imageShape: [1, 1, 1],
  fingerprint: '0',
  train: split(1000),
  test: split(100),
};

export const summaryOf = ({ settings, versions }: Request): DegradationSummary => ({
  settings: {
    data: 'mnist',
    nets: ['plain20'],
    steps: 10,
    batch: 128,
    rate: 0.1,
    warmUpSteps: 0,
    milestones: [],
    weightDecay: 1e-4,
    momentum: 0.9,
    seed: 0,
    evaluateEvery: 5,
    evaluationSamples: 100,
    ...settings,
  },
  versions: versions ?? {},
  machine: { cpu: 'none', cores: 1, memoryGiB: 1, platform: 'linux', node: '20' },
  nets: [
    {
      name: 'plain20',
      depth: 20,
      params: 272_474,
      macs: 1,
      trainError: 0.0123,
      testError: 0.0456,
      imagesPerSecond: 1234.5,
      evaluations: [],
    },
  ],
  complete: true,
  startedAt: '2025-01-01T00:00:00.000Z',
  seconds: 1,
});

/** Packages that do nothing but what a test says; a service that was not expected throws. */
export function fakeServices(services: Partial<Services> = {}): Services {
  const unexpected = (name: string) => () => {
    throw new Error(`${name} was not expected`);
  };
  return {
    prepareEngine: async () => ({ tensorflow: '2.21.0' }),
    loadDataset: async () => TINY,
    downloadPublished: unexpected('downloadPublished'),
    reproduceDegradation: unexpected('reproduceDegradation'),
    reproduceDegradationSeeds: unexpected('reproduceDegradationSeeds'),
    runExperiment: unexpected('runExperiment'),
    trainRecipe: unexpected('trainRecipe'),
    trainingPlan: unexpected('trainingPlan'),
    evaluateRun: unexpected('evaluateRun'),
    predictRun: unexpected('predictRun'),
    findRate: unexpected('findRate'),
    installEngine: unexpected('installEngine'),
    installPlan: unexpected('installPlan'),
    findLibrary: unexpected('findLibrary'),
    doctor: unexpected('doctor'),
    listModels: unexpected('listModels'),
    modelCard: unexpected('modelCard'),
    describe: unexpected('describe'),
    netGraph: unexpected('netGraph'),
    architectureDiagram: unexpected('architectureDiagram'),
    architectureMermaid: unexpected('architectureMermaid'),
    profileNet: unexpected('profileNet'),
    profileTable: unexpected('profileTable'),
    chromeTrace: unexpected('chromeTrace'),
    ...services,
  };
}
