import type { ExperimentSummary } from '../experiment/experiment.ts';
import type { TrainedNet, TrainingSettings } from '../experiment/short-training.ts';

/** A kind of shortcut, or none. */
export type ShortcutKind = 'plain' | 'A' | 'B' | 'C';

/** Settings of the experiment `shortcuts`. */
export interface ShortcutsSettings extends TrainingSettings {
  /** Layers of the nets, 6n + 2. */
  readonly depth: number;
  /** What is compared, in the order of training. */
  readonly kinds: readonly ShortcutKind[];
}

/** What became of the net with one kind of shortcut. */
export interface ShortcutNet extends TrainedNet {
  /** Its shortcuts. */
  readonly kind: ShortcutKind;
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
  /** Training images that the training error was measured on. */
  readonly trainSamples: number;
  /** Test images that the test error was measured on. */
  readonly testSamples: number;
}

/** What `shortcuts` found with one seed. */
export interface ShortcutsResult {
  /** The nets, in the order of training. */
  readonly nets: readonly ShortcutNet[];
}

/** A run of the experiment `shortcuts`. */
export type ShortcutsSummary = ExperimentSummary<ShortcutsSettings, ShortcutsResult>;
