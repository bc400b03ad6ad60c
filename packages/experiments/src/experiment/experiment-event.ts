/** A part of an experiment, such as the training of one net, begins. */
export interface PartEvent {
  /** Kind of the event. */
  readonly type: 'part';
  /** What it is, such as `resnet20 A`. */
  readonly part: string;
  /** Its place among the parts of this seed, counted from 0. */
  readonly index: number;
  /** Number of parts of each seed. */
  readonly count: number;
  /** The seed. */
  readonly seed: number;
}

/** A training step of a part has been done. */
export interface PartStepEvent {
  /** Kind of the event. */
  readonly type: 'step';
  /** The part that it belongs to. */
  readonly part: string;
  /** Steps done: 1 after the first. */
  readonly step: number;
  /** Steps of the part. */
  readonly steps: number;
  /** Loss of the step's batch. */
  readonly loss: number;
  /** Learning rate of the step. */
  readonly rate: number;
  /** Mean training speed of this part so far. */
  readonly imagesPerSecond: number;
}

/** A part has been measured. */
export interface FoundEvent {
  /** Kind of the event. */
  readonly type: 'found';
  /** The part that was measured. */
  readonly part: string;
  /** What was found, as one line of text. */
  readonly text: string;
}

/** The report is complete: the last event of a run that measured anything. */
export interface ExperimentReportEvent {
  /** Kind of the event. */
  readonly type: 'report';
  /** Absolute path of `report.html`. */
  readonly file: string;
}

/** What an experiment tells while it runs. */
export type ExperimentEvent = PartEvent | PartStepEvent | FoundEvent | ExperimentReportEvent;
