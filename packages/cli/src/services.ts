import type { downloadPublished, loadDataset } from '@skipjack/datasets';
import type {
  evaluateRun,
  ExperimentSummary,
  findRate,
  predictRun,
  reproduceDegradation,
  reproduceDegradationSeeds,
  RunExperimentOptions,
  trainingPlan,
  trainRecipe,
} from '@skipjack/experiments';
import type { listModels, modelCard, ModelDescription, ModelName, netGraph } from '@skipjack/models';
import type {
  chromeTrace,
  doctor,
  findLibrary,
  installEngine,
  installPlan,
  profileTable,
} from '@skipjack/tensorflow';
import type { architectureDiagram, architectureMermaid } from '@skipjack/visualize';
import type { BackendChoice } from './backend-choice.ts';
import type { profileNet } from './profile-net.ts';

/** The packages behind the commands, loaded when a command first needs them; tests stand in for them. */
export interface Services {
  /** Loads what computes and makes it the backend of TensorFlow.js; returns versions by the names of what was loaded. */
  readonly prepareEngine: (backend: BackendChoice) => Promise<Record<string, string>>;
  /** `loadDataset` of `@skipjack/datasets`. */
  readonly loadDataset: typeof loadDataset;
  /** `downloadPublished` of `@skipjack/datasets`. */
  readonly downloadPublished: typeof downloadPublished;
  /** `reproduceDegradation` of `@skipjack/experiments`. */
  readonly reproduceDegradation: typeof reproduceDegradation;
  /** `reproduceDegradationSeeds` of `@skipjack/experiments`. */
  readonly reproduceDegradationSeeds: typeof reproduceDegradationSeeds;
  /** Runs the experiment of that name of `EXPERIMENTS` of `@skipjack/experiments`. */
  readonly runExperiment: (
    name: string,
    options: RunExperimentOptions<object>,
  ) => Promise<ExperimentSummary<object, unknown>>;
  /** `trainRecipe` of `@skipjack/experiments`. */
  readonly trainRecipe: typeof trainRecipe;
  /** `evaluateRun` of `@skipjack/experiments`. */
  readonly evaluateRun: typeof evaluateRun;
  /** `predictRun` of `@skipjack/experiments`. */
  readonly predictRun: typeof predictRun;
  /** `findRate` of `@skipjack/experiments`. */
  readonly findRate: typeof findRate;
  /** `trainingPlan` of `@skipjack/experiments`. */
  readonly trainingPlan: typeof trainingPlan;
  /** `installEngine` of `@skipjack/tensorflow`. */
  readonly installEngine: typeof installEngine;
  /** `installPlan` of `@skipjack/tensorflow`. */
  readonly installPlan: (
    ...options: Parameters<typeof installPlan>
  ) => Promise<ReturnType<typeof installPlan>>;
  /** `findLibrary` of `@skipjack/tensorflow`. */
  readonly findLibrary: () => Promise<ReturnType<typeof findLibrary>>;
  /** `doctor` of `@skipjack/tensorflow`. */
  readonly doctor: typeof doctor;
  /** `listModels` of `@skipjack/models`. */
  readonly listModels: (pattern?: string) => Promise<ReturnType<typeof listModels>>;
  /** `modelCard` of `@skipjack/models`. */
  readonly modelCard: (...name: Parameters<typeof modelCard>) => Promise<ReturnType<typeof modelCard>>;
  /** `describe` of `@skipjack/models`. */
  readonly describe: (name: ModelName, options: object) => Promise<ModelDescription>;
  /** `netGraph` of `@skipjack/models`. */
  readonly netGraph: (description: ModelDescription) => Promise<ReturnType<typeof netGraph>>;
  /** `architectureDiagram` of `@skipjack/visualize`. */
  readonly architectureDiagram: (...options: Parameters<typeof architectureDiagram>) => Promise<string>;
  /** `architectureMermaid` of `@skipjack/visualize`. */
  readonly architectureMermaid: (...options: Parameters<typeof architectureMermaid>) => Promise<string>;
  /** Runs steps of a net and times their ops. */
  readonly profileNet: typeof profileNet;
  /** `profileTable` of `@skipjack/tensorflow`. */
  readonly profileTable: (...profile: Parameters<typeof profileTable>) => Promise<string>;
  /** `chromeTrace` of `@skipjack/tensorflow`. */
  readonly chromeTrace: (...profile: Parameters<typeof chromeTrace>) => Promise<string>;
}

/** The real packages. */
export const SERVICES: Services = {
  prepareEngine: async (backend) => await (await import('./prepare-backend.ts')).prepareBackend(backend),
  loadDataset: async (options) => await (await import('@skipjack/datasets')).loadDataset(options),
  downloadPublished: async (options) => await (await import('@skipjack/datasets')).downloadPublished(options),
  reproduceDegradation: async (options) =>
    await (await import('@skipjack/experiments')).reproduceDegradation(options),
  reproduceDegradationSeeds: async (options) =>
    await (await import('@skipjack/experiments')).reproduceDegradationSeeds(options),
  runExperiment: async (name, options) => {
    const { EXPERIMENTS } = await import('@skipjack/experiments');
    const experiment = EXPERIMENTS.find((one) => one.name === name);
    if (experiment === undefined) throw new Error(`There is no experiment ${name}.`);
    return await experiment.run(options);
  },
  trainRecipe: async (options) => await (await import('@skipjack/experiments')).trainRecipe(options),
  evaluateRun: async (options) => await (await import('@skipjack/experiments')).evaluateRun(options),
  predictRun: async (options) => await (await import('@skipjack/experiments')).predictRun(options),
  findRate: async (options) => await (await import('@skipjack/experiments')).findRate(options),
  trainingPlan: async (options) => await (await import('@skipjack/experiments')).trainingPlan(options),
  installEngine: async (options) => await (await import('@skipjack/tensorflow')).installEngine(options),
  installPlan: async (options) => (await import('@skipjack/tensorflow')).installPlan(options),
  findLibrary: async () => (await import('@skipjack/tensorflow')).findLibrary(),
  doctor: async () => await (await import('@skipjack/tensorflow')).doctor(),
  listModels: async (pattern) => (await import('@skipjack/models')).listModels(pattern),
  modelCard: async (name) => (await import('@skipjack/models')).modelCard(name),
  describe: async (name, options) => (await import('@skipjack/models')).describe(name, options),
  netGraph: async (description) => (await import('@skipjack/models')).netGraph(description),
  architectureDiagram: async (options) => (await import('@skipjack/visualize')).architectureDiagram(options),
  architectureMermaid: async (options) => (await import('@skipjack/visualize')).architectureMermaid(options),
  profileNet: async (options) => await (await import('./profile-net.ts')).profileNet(options),
  profileTable: async (...profile) => (await import('@skipjack/tensorflow')).profileTable(...profile),
  chromeTrace: async (...profile) => (await import('@skipjack/tensorflow')).chromeTrace(...profile),
};
