import type { ImageDataset } from '@skipjack/datasets';
import type { Machine } from '../summary.ts';
import type { ExperimentEvent } from './experiment-event.ts';

/** What an experiment is asked to do. */
export interface RunExperimentOptions<Settings> {
  /**
   * Data to train and measure on.
   * @defaultValue none, for an experiment that needs none
   */
  readonly dataset?: ImageDataset | undefined;
  /** Folder for the results, new or empty. */
  readonly out: string;
  /**
   * Settings that differ from the experiment's own.
   * @defaultValue none differ
   */
  readonly settings?: Partial<Settings>;
  /**
   * The first seed: of the weights and of the order of the images.
   * @defaultValue 0
   */
  readonly seed?: number;
  /**
   * How many seeds are measured, one after the other.
   * @defaultValue 1
   */
  readonly seeds?: number;
  /** Told what happens. What it throws ends the run. */
  readonly onEvent?: (event: ExperimentEvent) => void;
  /** Ends the run before its next step or batch; what was measured is kept. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Versions to record beside those of Skipjack's packages and tfjs, such as that of the engine.
   * @defaultValue none
   */
  readonly versions?: Readonly<Record<string, string>>;
}

/** What an experiment found with one seed. */
export interface SeedResult<Result> {
  /** The seed. */
  readonly seed: number;
  /** What was found. */
  readonly result: Result;
}

/** A whole run of an experiment, as `summary.json` holds it. */
export interface ExperimentSummary<Settings, Result> {
  /** Name of the experiment. */
  readonly experiment: string;
  /** Name of the data set; null where there was none. */
  readonly data: string | null;
  /** Settings of the run. */
  readonly settings: Settings;
  /** The seeds that were asked for. */
  readonly seeds: readonly number[];
  /** Results in the order of the seeds; a stopped run has fewer, and its last one may be unfinished. */
  readonly runs: readonly SeedResult<Result>[];
  /** Versions of the software that took part, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Machine that it ran on. */
  readonly machine: Machine;
  /** False when the run was stopped before its end. */
  readonly complete: boolean;
  /** Start of the run, as an ISO 8601 time. */
  readonly startedAt: string;
  /** Duration of the run in seconds. */
  readonly seconds: number;
}

/** What the paper says about the claim that an experiment tests. */
export interface PaperReference {
  /** The paper and the place in it, such as `He et al. 2015, figure 6`. */
  readonly place: string;
  /** Its address. */
  readonly href: string;
}

/** A claim of a paper as something to run. */
export interface Experiment<Settings = object, Result = unknown> {
  /** Its name on the command line. */
  readonly name: string;
  /** The claim that it tests, in a few words. */
  readonly claim: string;
  /** Where the paper makes the claim. */
  readonly paper: PaperReference;
  /** Whether it needs a data set. */
  readonly needsData: boolean;
  /** The settings that it has where none are given; `dataset` is there where it needs one. */
  defaults(dataset: ImageDataset | undefined): Settings;
  /** Runs it and writes `metrics.jsonl`, `summary.json` and `report.html`. */
  run(options: RunExperimentOptions<Settings>): Promise<ExperimentSummary<Settings, Result>>;
  /** The report of a run as one HTML file. */
  report(summary: ExperimentSummary<Settings, Result>): string;
}
